SELECT pitch_id, game_date, pitch_number, inning, top_or_bottom, balls, strikes, pitch_call, rel_speed, spin_rate,
    induced_vert_break, horz_break, game_id
FROM league.pitch
WHERE (game_date, game_id, pitch_number) > ($2, $3, $4)
ORDER BY game_date, game_id, pitch_number
LIMIT $1
