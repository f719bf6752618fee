"""The rival that makes its types and resolvers from the mapped classes: Strawchemy, as its documents have it."""

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import SchemaExtension
from strawchemy import Strawchemy, StrawchemyAsyncRepository, StrawchemyConfig

from bench import orm
from bench.rival import serve
from slugger.gateway.settings import Settings

# It warns of an input without fields, which it makes for itself and leaves out of the schema.
warnings.filterwarnings("ignore", "PitchCountFields")
strawchemy = Strawchemy(StrawchemyConfig("postgresql", repository_type=StrawchemyAsyncRepository))


@strawchemy.type(orm.Player, include="all")
class PlayerType:
    """A player, and with it the club."""


@strawchemy.type(orm.Pitch, include="all", exclude=["game"], override=True)
class PitchType:
    """A pitch."""


@strawchemy.type(orm.Game, include="all", paginate=["pitches"], order=["pitches"], override=True)
class GameType:
    """A game, and with it the ballpark."""


@strawberry.type
class Query:
    """What can be asked."""

    pitches: list[PitchType] = strawchemy.field(
        order_by_input=["game_date", "game_id", "pitch_number"], pagination=True
    )
    games: list[GameType] = strawchemy.field(order_by_input=["date", "trackman_game_id"], pagination=True)
    player: PlayerType = strawchemy.field(id_field_name="player_id")


def make_app(settings: Settings) -> Starlette:
    """Make the application over the database of the settings."""
    engine, sessions = orm.connect(settings)

    class Session(SchemaExtension):
        """Gives each operation a session, where Strawchemy looks for it."""

        async def on_operation(self) -> AsyncIterator[None]:
            async with sessions() as self.execution_context.context["session"]:
                yield

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    endpoint: GraphQL[Any, None] = GraphQL(strawberry.Schema(Query, extensions=[Session]), graphql_ide=None)
    return Starlette(routes=[Route("/graphql", endpoint)], lifespan=lifespan)


if __name__ == "__main__":
    serve(make_app)
