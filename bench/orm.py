"""The tables as an application on SQLAlchemy maps them, with the columns that the questions ask for and no others."""

from datetime import date, datetime
from uuid import UUID

import asyncpg
from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.rival import address
from slugger.gateway.settings import Settings

Sessions = async_sessionmaker[AsyncSession]


class Base(DeclarativeBase):
    """What every mapped class inherits from."""

    __table_args__ = {"schema": "league"}  # noqa: RUF012  as SQLAlchemy's documents write it


class Team(Base):
    """A club."""

    __tablename__ = "team"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_name: Mapped[str | None]
    league: Mapped[str | None]


class Ballpark(Base):
    """A ballpark."""

    __tablename__ = "ballpark"

    ballpark_id: Mapped[UUID] = mapped_column(primary_key=True)
    display_name: Mapped[str | None]
    city: Mapped[str | None]


class Player(Base):
    """A player with the club."""

    __tablename__ = "player"

    player_id: Mapped[UUID] = mapped_column(primary_key=True)
    player_name: Mapped[str]
    player_pitching_handedness: Mapped[str | None]
    player_batting_handedness: Mapped[str | None]
    is_pitcher: Mapped[bool]
    is_hitter: Mapped[bool]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.team_id))
    team: Mapped[Team | None] = relationship()


class Game(Base):
    """A game with its clubs, ballpark and pitches."""

    __tablename__ = "game"

    game_id: Mapped[UUID] = mapped_column(primary_key=True)
    trackman_game_id: Mapped[str]
    date: Mapped[date]
    home_team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.team_id))
    visiting_team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.team_id))
    ballpark_id: Mapped[UUID] = mapped_column(ForeignKey(Ballpark.ballpark_id))
    home_team: Mapped[Team] = relationship(foreign_keys=home_team_id)
    visiting_team: Mapped[Team] = relationship(foreign_keys=visiting_team_id)
    ballpark: Mapped[Ballpark] = relationship()
    pitches: Mapped[list["Pitch"]] = relationship(back_populates="game")


class Pitch(Base):
    """A pitch with its game and pitcher."""

    __tablename__ = "pitch"

    pitch_id: Mapped[UUID] = mapped_column(primary_key=True)
    game_id: Mapped[UUID] = mapped_column(ForeignKey(Game.game_id))
    pitcher_id: Mapped[UUID | None] = mapped_column(ForeignKey(Player.player_id))
    game_date: Mapped[date]
    thrown_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    pitch_number: Mapped[int]
    inning: Mapped[int]
    top_or_bottom: Mapped[str]
    outs: Mapped[int]
    balls: Mapped[int]
    strikes: Mapped[int]
    pitch_call: Mapped[str]
    play_result: Mapped[str | None]
    auto_pitch_type: Mapped[str | None]
    tagged_pitch_type: Mapped[str | None]
    pitcher_throws: Mapped[str | None]
    batter_side: Mapped[str | None]
    pitcher_team_code: Mapped[str]
    batter_team_code: Mapped[str]
    rel_speed: Mapped[float | None]
    spin_rate: Mapped[float | None]
    spin_axis: Mapped[float | None]
    induced_vert_break: Mapped[float | None]
    horz_break: Mapped[float | None]
    vert_appr_angle: Mapped[float | None]
    extension: Mapped[float | None]
    rel_height: Mapped[float | None]
    rel_side: Mapped[float | None]
    plate_loc_height: Mapped[float | None]
    plate_loc_side: Mapped[float | None]
    exit_speed: Mapped[float | None]
    angle: Mapped[float | None]
    distance: Mapped[float | None]
    game: Mapped[Game] = relationship(back_populates="pitches")
    pitcher: Mapped[Player | None] = relationship()


def connect(settings: Settings) -> tuple[AsyncEngine, Sessions]:
    """Make an engine over the database of the settings, with as many connections as SLUGGER has, and its sessions."""
    url = address(settings)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(url),
        pool_size=settings.pool_size,
        max_overflow=0,
    )
    return engine, async_sessionmaker(engine, expire_on_commit=False)
