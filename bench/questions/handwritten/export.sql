SELECT pitch_id AS "pitchId", game_date AS "gameDate", pitch_number AS "pitchNumber", inning,
    top_or_bottom AS "topOrBottom", balls, strikes, pitch_call AS "pitchCall", rel_speed AS "relSpeed",
    spin_rate AS "spinRate", induced_vert_break AS "inducedVertBreak", horz_break AS "horzBreak"
FROM league.pitch
ORDER BY game_date, game_id, pitch_number
LIMIT $1
