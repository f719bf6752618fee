"""`GET /pitches`."""

import datetime
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field

from slugger.gateway.rest.noun import Content, Noun, Source, page_meta
from slugger.gateway.rest.parameters import EQUALS, Direction, Effect, Key, PagedParams
from slugger.gateway.rest.pitch_json import pitches_json
from slugger.loaders.legacy import pitch
from slugger.loaders.legacy.pitch import Days, DayWindow

_DAYS_BYTES = 100_000
"""What the counted days of three seasons take."""

AutoPitchType: TypeAlias = Literal[
    "Cutter", "Splitter", "Changeup", "Slider", "Curveball", "Four-Seam", "Sinker", "None"
]
PlayResult: TypeAlias = Literal[
    "Single",
    "Double",
    "Triple",
    "Error",
    "FieldersChoice",
    "HomeRun",
    "Out",
    "Sacrifice",
    "Undefined",
    "None",
]
PitchCall: TypeAlias = Literal[
    "BallIntentional",
    "InPlay",
    "BallInDirt",
    "BallinDirt",
    "HitByPitch",
    "FoulBall",
    "StrikeSwinging",
    "FoulBallNotFieldable",
    "Undefined",
    "StrikeCalled",
    "BallCalled",
    "FoulBallFieldable",
]


def _called(call: str | None) -> str | None:
    return "BallinDirt" if call == "BallInDirt" else call


class PitchQueryParams(PagedParams):
    """The parameters of `/pitches`; the three of the day are compared as texts, character by character."""

    game_id: Annotated[Key | None, Effect(EQUALS, "game_id")] = Field(None, description="Id of the game.")
    pitcher_id: Annotated[Key | None, Effect(EQUALS, "pitcher_id")] = Field(None, description="Id of the pitcher.")
    batter_id: Annotated[Key | None, Effect(EQUALS, "batter_id")] = Field(None, description="Id of the batter.")
    catcher_id: Annotated[Key | None, Effect(EQUALS, "catcher_id")] = Field(None, description="Id of the catcher.")
    inning: Annotated[int | None, Field(ge=1), Effect(EQUALS, "inning")] = Field(None, description="Inning.")
    outs: Annotated[int | None, Field(ge=0, le=3), Effect(EQUALS, "outs")] = Field(
        None, description="Outs before the pitch."
    )
    strikes: Annotated[int | None, Field(ge=0, le=3), Effect(EQUALS, "strikes")] = Field(
        None, description="Strikes before the pitch."
    )
    balls: Annotated[int | None, Field(ge=0, le=4), Effect(EQUALS, "balls")] = Field(
        None, description="Balls before the pitch."
    )
    top_or_bottom: Annotated[Literal["Top", "Bottom"] | None, Effect(EQUALS, "top_or_bottom")] = Field(
        None, description="Half of the inning."
    )
    auto_pitch_type: Annotated[AutoPitchType | None, Effect(EQUALS, "auto_pitch_type")] = Field(
        None, description="Pitch type of the classifier; None matches no pitch."
    )
    play_result: Annotated[PlayResult | None, Effect(EQUALS, "play_result")] = Field(
        None, description="What came of the pitch; None matches no pitch."
    )
    pitch_call: Annotated[PitchCall | None, AfterValidator(_called), Effect(EQUALS, "pitch_call")] = Field(
        None,
        description="Call of the pitch; BallInDirt is taken for BallinDirt.",
        json_schema_extra={"enum": [call for call in get_args(PitchCall) if call != "BallInDirt"]},
    )
    date: str | None = Field(None, description="Day of the pitch as YYYY-MM-DD.")
    date_range_start: str | None = Field(
        None, description="First day, as YYYY-MM-DD or its beginning; only with date_range_end."
    )
    date_range_end: str | None = Field(None, description="Last day, as YYYY-MM-DD; only with date_range_start.")
    order: Direction = Field(
        "DESC", description="Direction of the order by time within each day; the days always go up."
    )

    def includes(self, day: datetime.date | None) -> bool:
        """Tell whether the parameters of the day let pitches of `day` through; the unknown day passes none of them."""
        text = day.isoformat() if day else None
        if self.date is not None and text != self.date:
            return False
        if self.date_range_start is None or self.date_range_end is None:
            return True
        return text is not None and self.date_range_start <= text <= self.date_range_end


async def read(source: Source, params: PitchQueryParams) -> Content:
    """Read a page; its days are found by counting, so that a page deep down costs what the first does."""
    conditions = params.conditions()
    counted = await source.known(
        (PitchQueryParams, conditions), lambda: pitch.days(source.session, conditions), _DAYS_BYTES
    )
    days = [(day, number) for day, number in counted if params.includes(day)]
    total = sum(number for _, number in days)
    window = window_of(days, params)
    copied = b""
    if window.days:
        copied = await pitch.copied(source.session, conditions, window)
    on_page = min(params.limit, max(0, total - params.window().offset))
    return Content(pitches_json(copied), page_meta(params, on_page, total))


def window_of(days: Days, params: PitchQueryParams) -> DayWindow:
    """Give the days that the page touches, and where among their pitches it begins."""
    offset, limit = params.window().offset, params.limit
    touched, before, passed = [], 0, 0
    for day, number in days:
        if passed + number <= offset:
            before = passed + number
        elif passed < offset + limit:
            touched.append(day)
        passed += number
    return DayWindow(tuple(touched), offset - before, limit, params.descending)


NOUN = Noun("pitches", PitchQueryParams, read)
