"""Any row by its global id."""

from asyncio import gather
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import strawberry

from slugger.loaders.ballpark import ballparks_by_id
from slugger.loaders.game import games_by_id
from slugger.loaders.page import is_row_of
from slugger.loaders.pitch import pitches_by_id
from slugger.loaders.plate_appearance import plate_appearances_by_id
from slugger.loaders.player import players_by_id
from slugger.loaders.request import Batch
from slugger.loaders.saved_query import saved_queries_by_id
from slugger.loaders.season import seasons_by_year
from slugger.loaders.team import teams_by_id
from slugger.loaders.trackman_file import trackman_files_by_id
from slugger.models.ballpark import Ballpark
from slugger.models.game import Game
from slugger.models.metadata import Table
from slugger.models.pitch import Pitch
from slugger.models.plate_appearance import PlateAppearance
from slugger.models.player import Player
from slugger.models.saved_query import SavedQuery
from slugger.models.season import Season
from slugger.models.team import Team
from slugger.models.trackman_file import TrackmanFile
from slugger.resolvers.context import Info
from slugger.resolvers.errors import IdentifierError, PageError
from slugger.resolvers.identity import read_key, split_id
from slugger.resolvers.limits import MAX_PAGE_ROWS

NODES: Mapping[str, tuple[type[Table] | type[Season] | type[PlateAppearance], Batch[Any, Any]]] = {
    "Team": (Team, teams_by_id),
    "Ballpark": (Ballpark, ballparks_by_id),
    "Player": (Player, players_by_id),
    "Game": (Game, games_by_id),
    "Pitch": (Pitch, pitches_by_id),
    "PlateAppearance": (PlateAppearance, plate_appearances_by_id),
    "TrackmanFile": (TrackmanFile, trackman_files_by_id),
    "SavedQuery": (SavedQuery, saved_queries_by_id),
    "Season": (Season, seasons_by_year),
}
"""The types that have global ids: the class of their rows and what reads them."""


async def node(
    info: Info,
    identifier: Annotated[strawberry.ID, strawberry.argument(name="id", description="Global id.")],
) -> Any:  # noqa: ANN401  a row of any table
    """Give the row of a global id; null when there is none."""
    noun, text = split_id(identifier)
    key = read_key(noun, text)
    if noun not in NODES or key is None:
        raise IdentifierError("The id does not name a type of this graph and a key of it.")
    return await info.context.loaders.load(NODES[noun][1], key)


async def nodes(
    info: Info,
    identifiers: Annotated[
        list[strawberry.ID], strawberry.argument(name="ids", description=f"Global ids, at most {MAX_PAGE_ROWS}.")
    ],
) -> list[Any]:
    """Give the rows of global ids in their order; null where there is none."""
    if len(identifiers) > MAX_PAGE_ROWS:
        raise PageError(f"{len(identifiers)} ids: at most {MAX_PAGE_ROWS} can be asked for at once.")
    return await gather(*(node(info, identifier) for identifier in identifiers))


def noun_of(row: object, *_: object) -> str | None:
    """Give the type of the graph that `row` belongs to."""
    return next((noun for noun, (table, _) in NODES.items() if is_row_of(table, row)), None)


def is_a(noun: str) -> Callable[..., bool]:
    """Make the test whether a row belongs to the type `noun` of the graph."""
    table, _ = NODES[noun]
    return lambda row, *_: is_row_of(table, row)
