"""Clubs by their ids, codes, names and ballparks."""

from slugger.loaders.keyset import Key, Order
from slugger.loaders.page import Relation
from slugger.loaders.rows import Link, RowsBy
from slugger.models.team import Team, TeamAlias, TeamCode

teams_by_id = RowsBy(Team, "team_id")
teams_by_home_ballpark_id = RowsBy(Team, "home_ballpark_id")
teams_by_code = RowsBy(Team, "team_id", Link(TeamCode, "code", "team_id"))
teams_by_name = RowsBy(Team, "team_id", Link(TeamAlias, "alias", "team_id", lower=True))
"""By any name in lower case, today's or an older one."""

TEAMS = Relation(Team)
BY_NAME = Order((Key("team_name"), Key("team_id")))
"""By name; those without a name come last."""
CODES_OF_TEAM = Relation(TeamCode, lambda code, team: code.team_id == team)
BY_CODE = Order((Key("code"),))
NAMES_OF_TEAM = Relation(TeamAlias, lambda name, team: name.team_id == team)
BY_ALIAS = Order((Key("alias"),))
