"""The types with their resolvers: columns are attributes of the rows, relations go through the loaders."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import strawberry

from bench import orm
from bench.tutorial.loaders import Loaders


@dataclass(frozen=True)
class Context:
    """What resolvers have of a request."""

    sessions: orm.Sessions
    loaders: Loaders


Info = strawberry.Info[Context, None]


@strawberry.type
class Team:
    """A club."""

    team_id: UUID
    team_name: str | None
    league: str | None


@strawberry.type
class Ballpark:
    """A ballpark."""

    ballpark_id: UUID
    display_name: str | None
    city: str | None


@strawberry.type
class Player:
    """A player."""

    player_id: UUID
    player_name: str
    player_pitching_handedness: str | None
    player_batting_handedness: str | None
    is_pitcher: bool
    is_hitter: bool
    team_id: strawberry.Private[UUID | None]

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """Give the club."""
        club: Team | None = await info.context.loaders.team.load(self.team_id) if self.team_id else None
        return club


@strawberry.type
class Pitch:
    """A pitch."""

    pitch_id: UUID
    game_date: date
    thrown_at: datetime | None
    pitch_number: int
    inning: int
    top_or_bottom: str
    outs: int
    balls: int
    strikes: int
    pitch_call: str
    play_result: str | None
    auto_pitch_type: str | None
    tagged_pitch_type: str | None
    pitcher_throws: str | None
    batter_side: str | None
    pitcher_team_code: str
    batter_team_code: str
    rel_speed: float | None
    spin_rate: float | None
    spin_axis: float | None
    induced_vert_break: float | None
    horz_break: float | None
    vert_appr_angle: float | None
    extension: float | None
    rel_height: float | None
    rel_side: float | None
    plate_loc_height: float | None
    plate_loc_side: float | None
    exit_speed: float | None
    angle: float | None
    distance: float | None
    pitcher_id: strawberry.Private[UUID | None]

    @strawberry.field
    async def pitcher(self, info: Info) -> Player | None:
        """Give the pitcher."""
        player: Player | None = await info.context.loaders.player.load(self.pitcher_id) if self.pitcher_id else None
        return player


@strawberry.type
class PageInfo:
    """Where a page ends."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Pitches:
    """A page of pitches."""

    nodes: list[Pitch]
    page_info: PageInfo


@strawberry.type
class PitchesOfGame:
    """The first pitches of a game."""

    nodes: list[Pitch]


@strawberry.type
class Game:
    """A game."""

    game_id: UUID
    date: date
    home_team_id: strawberry.Private[UUID]
    visiting_team_id: strawberry.Private[UUID]
    ballpark_id: strawberry.Private[UUID]

    @strawberry.field
    async def home_team(self, info: Info) -> Team:
        """Give the home club."""
        club: Team = await info.context.loaders.team.load(self.home_team_id)
        return club

    @strawberry.field
    async def visiting_team(self, info: Info) -> Team:
        """Give the visiting club."""
        club: Team = await info.context.loaders.team.load(self.visiting_team_id)
        return club

    @strawberry.field
    async def ballpark(self, info: Info) -> Ballpark:
        """Give the ballpark."""
        venue: Ballpark = await info.context.loaders.ballpark.load(self.ballpark_id)
        return venue

    @strawberry.field
    async def pitches(self, info: Info, first: int) -> PitchesOfGame:
        """Give the first pitches."""
        return PitchesOfGame(nodes=await info.context.loaders.pitches.load((self.game_id, first)))


@strawberry.type
class Games:
    """The first games."""

    nodes: list[Game]


@strawberry.type
class MixKey:
    """A pitcher and a pitch type."""

    pitch_type: str | None
    pitcher_id: strawberry.Private[UUID | None]

    @strawberry.field
    async def pitcher(self, info: Info) -> Player | None:
        """Give the pitcher."""
        player: Player | None = await info.context.loaders.player.load(self.pitcher_id) if self.pitcher_id else None
        return player


@strawberry.type
class PitchGroup:
    """The pitches of one type of one pitcher."""

    key: MixKey
    count: int
    rel_speed: float | None
    induced_vert_break: float | None
    horz_break: float | None
    whiff_rate: float | None


@strawberry.type
class PitchGroups:
    """All groups."""

    nodes: list[PitchGroup]
