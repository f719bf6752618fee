SELECT p.*, r.player_name
FROM unnest($1::uuid[]) AS g (game_id)
CROSS JOIN LATERAL (
    SELECT game_id, pitch_id, pitch_number, inning, top_or_bottom, balls, strikes, pitch_call, rel_speed,
        spin_rate, exit_speed, pitcher_id
    FROM league.pitch WHERE game_id = g.game_id ORDER BY game_date, game_id, pitch_number LIMIT $2
) AS p
LEFT JOIN league.player r ON r.player_id = p.pitcher_id
ORDER BY p.game_id, p.pitch_number
