SELECT r.player_name, m.*
FROM (
    SELECT pitcher_id,
        coalesce(
            nullif(auto_pitch_type, 'Undefined'),
            CASE tagged_pitch_type
                WHEN 'FourSeamFastBall' THEN 'Four-Seam'
                WHEN 'TwoSeamFastBall' THEN 'Two-Seam'
                WHEN 'OneSeamFastBall' THEN 'One-Seam'
                WHEN 'ChangeUp' THEN 'Changeup'
                ELSE nullif(tagged_pitch_type, 'Undefined')
            END
        ) AS pitch_type,
        count(*), avg(rel_speed), avg(induced_vert_break), avg(horz_break),
        count(*) FILTER (WHERE pitch_call = 'StrikeSwinging')::float8 / nullif(count(*) FILTER (
            WHERE pitch_call IN ('StrikeSwinging', 'FoulBall', 'FoulBallFieldable', 'FoulBallNotFieldable', 'InPlay')
        ), 0)
    FROM league.pitch
    WHERE game_date BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)
    GROUP BY pitcher_id, pitch_type
) AS m
LEFT JOIN league.player r ON r.player_id = m.pitcher_id
