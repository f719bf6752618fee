SELECT coalesce(
    json_agg(json_build_object(
        'key', json_build_object(
            'pitcher', CASE WHEN player_id IS NOT NULL THEN json_build_object('name', player_name) END,
            'pitchType', pitch_type
        ),
        'count', pitches,
        'relSpeed', json_build_object('avg', rel_speed),
        'inducedVertBreak', json_build_object('avg', induced_vert_break),
        'horzBreak', json_build_object('avg', horz_break),
        'whiff', json_build_object('rate', whiff_rate)
    )),
    '[]'
)
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
        count(*) AS pitches, avg(rel_speed) AS rel_speed, avg(induced_vert_break) AS induced_vert_break,
        avg(horz_break) AS horz_break,
        count(*) FILTER (WHERE pitch_call = 'StrikeSwinging')::float8 / nullif(count(*) FILTER (
            WHERE pitch_call IN ('StrikeSwinging', 'FoulBall', 'FoulBallFieldable', 'FoulBallNotFieldable', 'InPlay')
        ), 0) AS whiff_rate
    FROM league.pitch
    WHERE game_date BETWEEN make_date($1, 1, 1) AND make_date($1, 12, 31)
    GROUP BY pitcher_id, pitch_type
) AS m
LEFT JOIN league.player ON player_id = pitcher_id
