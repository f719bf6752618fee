"""The tables, and the way to the database that holds them."""

from slugger.models import derived as derived
from slugger.models.api_key import ApiKey, ApiKeyUsage, UsagePlan
from slugger.models.ballpark import Ballpark
from slugger.models.change import Change
from slugger.models.game import Game
from slugger.models.pitch import Pitch
from slugger.models.plate_appearance import PlateAppearance
from slugger.models.player import Appearance, Player
from slugger.models.positioning import Positioning
from slugger.models.quarantine import Quarantine
from slugger.models.saved_query import SavedQuery
from slugger.models.season import Season
from slugger.models.session import LoginSession
from slugger.models.team import Team, TeamAlias, TeamCode
from slugger.models.trackman_file import TrackmanFile

__all__ = [
    "ApiKey",
    "ApiKeyUsage",
    "Appearance",
    "Ballpark",
    "Change",
    "Game",
    "LoginSession",
    "Pitch",
    "PlateAppearance",
    "Player",
    "Positioning",
    "Quarantine",
    "SavedQuery",
    "Season",
    "Team",
    "TeamAlias",
    "TeamCode",
    "TrackmanFile",
    "UsagePlan",
]
