SELECT json_build_object(
    'playerId', player_id, 'name', player_name, 'throws', player_pitching_handedness,
    'bats', player_batting_handedness, 'isPitcher', is_pitcher, 'isHitter', is_hitter, 'team',
    CASE WHEN t.team_id IS NOT NULL
        THEN json_build_object('teamId', t.team_id, 'name', t.team_name, 'division', t.league)
    END
)
FROM league.player
LEFT JOIN league.team t USING (team_id)
WHERE player_id = $1
