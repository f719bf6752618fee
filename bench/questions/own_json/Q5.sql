WITH page AS MATERIALIZED (
    SELECT game_id, game_date, pitch_number, pitch_id, inning, top_or_bottom, balls, strikes, pitch_call, rel_speed,
        spin_rate, induced_vert_break, horz_break
    FROM league.pitch
    WHERE (game_date, game_id, pitch_number) > ($2, $3, $4)
    ORDER BY game_date, game_id, pitch_number
    LIMIT $1
)
SELECT
    (
        SELECT coalesce(json_agg(r), '[]')
        FROM (
            SELECT pitch_id AS "pitchId", game_date AS "gameDate", pitch_number AS "pitchNumber", inning,
                top_or_bottom AS "topOrBottom", balls, strikes, pitch_call AS "pitchCall", rel_speed AS "relSpeed",
                spin_rate AS "spinRate", induced_vert_break AS "inducedVertBreak", horz_break AS "horzBreak"
            FROM page
        ) AS r
    ),
    (
        SELECT json_build_object(
            'hasNextPage', EXISTS (
                SELECT FROM league.pitch AS p
                WHERE (p.game_date, p.game_id, p.pitch_number) > (last.game_date, last.game_id, last.pitch_number)
            ),
            'endCursor', concat_ws('_', game_date, game_id, pitch_number)
        )
        FROM (
            SELECT game_date, game_id, pitch_number
            FROM page
            ORDER BY game_date DESC, game_id DESC, pitch_number DESC
            LIMIT 1
        ) AS last
    )
