SELECT g.game_id, g.date, home.team_id, home.team_name, visiting.team_id, visiting.team_name,
    p.ballpark_id, p.display_name, p.city
FROM league.game g
JOIN league.team home ON home.team_id = g.home_team_id
JOIN league.team visiting ON visiting.team_id = g.visiting_team_id
JOIN league.ballpark p USING (ballpark_id)
ORDER BY g.date, g.trackman_game_id
LIMIT $1
