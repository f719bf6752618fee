SELECT coalesce(json_agg(r), '[]')
FROM (
    SELECT g.game_id AS "gameId", g.date,
        json_build_object('teamId', home.team_id, 'name', home.team_name) AS "homeTeam",
        json_build_object('teamId', visiting.team_id, 'name', visiting.team_name) AS "visitingTeam",
        json_build_object('ballparkId', b.ballpark_id, 'name', b.display_name, 'city', b.city) AS ballpark,
        p.pitches
    FROM (SELECT * FROM league.game ORDER BY date, trackman_game_id LIMIT $1) AS g
    JOIN league.team home ON home.team_id = g.home_team_id
    JOIN league.team visiting ON visiting.team_id = g.visiting_team_id
    JOIN league.ballpark b USING (ballpark_id)
    CROSS JOIN LATERAL (
        SELECT json_build_object('nodes', coalesce(json_agg(n), '[]')) AS pitches
        FROM (
            SELECT pitch_id AS "pitchId", pitch_number AS "pitchNumber", inning, top_or_bottom AS "topOrBottom", balls,
                strikes, pitch_call AS "pitchCall", rel_speed AS "relSpeed", spin_rate AS "spinRate",
                exit_speed AS "exitSpeed",
                CASE WHEN player_id IS NOT NULL THEN json_build_object('name', player_name) END AS pitcher
            FROM league.pitch
            LEFT JOIN league.player ON player_id = pitcher_id
            WHERE game_id = g.game_id
            ORDER BY game_date, game_id, pitch_number
            LIMIT $2
        ) AS n
    ) AS p
    ORDER BY g.date, g.trackman_game_id
) AS r
