SELECT coalesce(json_agg(r), '[]')
FROM (
    SELECT pitch_id AS "pitchId", game_date AS "gameDate", thrown_at AS "thrownAt", pitch_number AS "pitchNumber",
        inning, top_or_bottom AS "topOrBottom", outs, balls, strikes, pitch_call AS "pitchCall",
        play_result AS "playResult", auto_pitch_type AS "autoPitchType", tagged_pitch_type AS "taggedPitchType",
        pitcher_throws AS "pitcherThrows", batter_side AS "batterSide", pitcher_team_code AS "pitcherTeamCode",
        batter_team_code AS "batterTeamCode", rel_speed AS "relSpeed", spin_rate AS "spinRate",
        spin_axis AS "spinAxis", induced_vert_break AS "inducedVertBreak", horz_break AS "horzBreak",
        vert_appr_angle AS "vertApprAngle", extension, rel_height AS "relHeight", rel_side AS "relSide",
        plate_loc_height AS "plateLocHeight", plate_loc_side AS "plateLocSide", exit_speed AS "exitSpeed", angle,
        distance
    FROM league.pitch
    ORDER BY game_date, game_id, pitch_number
    LIMIT $1
) AS r
