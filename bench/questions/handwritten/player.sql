SELECT player_id, player_name, player_pitching_handedness, player_batting_handedness, is_pitcher, is_hitter,
    t.team_id, t.team_name, t.league
FROM league.player
LEFT JOIN league.team t USING (team_id)
WHERE player_id = $1
