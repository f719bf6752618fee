"""The vocabularies of the radar files: each value once, with its meaning, its spelling and known misspellings."""

from enum import Enum

UNDEFINED = "Undefined"
"""Spelling in files for a term that was not recorded: null in the graph."""


class Term(Enum):
    """A value of a vocabulary: `value` is the spelling in files and tables, `meaning` one sentence about it."""

    meaning: str
    misspelt: tuple[str, ...]

    def __new__(cls, spelling: str, meaning: str, *misspelt: str) -> "Term":
        """Make the member whose value is `spelling`; `misspelt` lists wrong spellings met beyond letter case."""
        term = object.__new__(cls)
        term._value_ = spelling
        term.meaning = meaning
        term.misspelt = misspelt
        return term


class Half(Term):
    """Half of an inning."""

    TOP = "Top", "The visiting club bats."
    BOTTOM = "Bottom", "The home club bats."


class Side(Term):
    """Side of the plate that a batter stands on."""

    LEFT = "Left", "Bats from the left side.", "L"
    RIGHT = "Right", "Bats from the right side.", "R"


class Hand(Term):
    """Hand that a ball is thrown with."""

    LEFT = "Left", "Throws with the left hand.", "L"
    RIGHT = "Right", "Throws with the right hand.", "R"
    BOTH = "Both", "Throws with either hand.", "B"


class BattingHand(Term):
    """Sides that a player bats from over all pitches seen."""

    LEFT = "Left", "Has batted from the left side only."
    RIGHT = "Right", "Has batted from the right side only."
    SWITCH = "Switch", "Has batted from both sides."


class PitcherSet(Term):
    """Delivery that the pitcher starts from."""

    WINDUP = "Windup", "Pitched from the windup."
    STRETCH = "Stretch", "Pitched from the stretch."


class TaggedPitchType(Term):
    """Pitch type as the operator tags it."""

    UNDEFINED = "Undefined", "Not tagged."
    FASTBALL = "Fastball", "A fastball of no named grip."
    FOUR_SEAM = "FourSeamFastBall", "Four-seam fastball."
    TWO_SEAM = "TwoSeamFastBall", "Two-seam fastball."
    ONE_SEAM = "OneSeamFastBall", "One-seam fastball."
    SINKER = "Sinker", "Sinker."
    CUTTER = "Cutter", "Cut fastball."
    SPLITTER = "Splitter", "Split-finger fastball."
    SLIDER = "Slider", "Slider."
    SWEEPER = "Sweeper", "Sweeper: a slider that breaks mainly sideways."
    CURVEBALL = "Curveball", "Curveball."
    CHANGEUP = "ChangeUp", "Changeup."
    KNUCKLEBALL = "Knuckleball", "Knuckleball."
    OTHER = "Other", "A pitch of another type."


class AutoPitchType(Term):
    """Pitch type as the classifier of the radar sees it."""

    FOUR_SEAM = "Four-Seam", "Four-seam fastball."
    SINKER = "Sinker", "Sinker."
    CUTTER = "Cutter", "Cut fastball."
    SPLITTER = "Splitter", "Split-finger fastball."
    SLIDER = "Slider", "Slider."
    CURVEBALL = "Curveball", "Curveball."
    CHANGEUP = "Changeup", "Changeup."
    OTHER = "Other", "A pitch of another type."
    UNDEFINED = "Undefined", "Not classified."


class PitchType(Term):
    """Pitch type in one spelling, whoever named it."""

    FOUR_SEAM = "Four-Seam", "Four-seam fastball."
    TWO_SEAM = "Two-Seam", "Two-seam fastball."
    ONE_SEAM = "One-Seam", "One-seam fastball."
    FASTBALL = "Fastball", "A fastball of no named grip; `pitchGroup` holds all fastballs."
    SINKER = "Sinker", "Sinker."
    CUTTER = "Cutter", "Cut fastball."
    SPLITTER = "Splitter", "Split-finger fastball."
    SLIDER = "Slider", "Slider."
    SWEEPER = "Sweeper", "Sweeper: a slider that breaks mainly sideways."
    CURVEBALL = "Curveball", "Curveball."
    CHANGEUP = "Changeup", "Changeup."
    KNUCKLEBALL = "Knuckleball", "Knuckleball."
    OTHER = "Other", "A pitch of another type."


class PitchGroup(Term):
    """Family of a pitch type, as Statcast groups them."""

    FASTBALL = "Fastball", "Four-seam, two-seam and one-seam fastballs, sinkers and cutters."
    BREAKING = "Breaking", "Sliders, sweepers and curveballs."
    OFFSPEED = "Offspeed", "Changeups and splitters."


class CountState(Term):
    """Who the count before a pitch favours, seen by the pitcher."""

    AHEAD = "Ahead", "More strikes than balls: 0-1, 0-2 and 1-2."
    EVEN = "Even", "As many strikes as balls: 0-0, 1-1 and 2-2."
    BEHIND = "Behind", "More balls than strikes: 1-0, 2-0, 3-0, 2-1, 3-1 and 3-2."


class PitchCall(Term):
    """Outcome of a pitch."""

    BALL = "BallCalled", "Ball, called by the umpire."
    BALL_IN_DIRT = "BallinDirt", "Ball that touched the ground before the plate."
    INTENTIONAL_BALL = "BallIntentional", "Ball thrown wide on purpose."
    AUTOMATIC_BALL = "AutomaticBall", "Ball awarded without a pitch, as for a pitch-clock violation."
    CALLED_STRIKE = "StrikeCalled", "Strike, taken and called by the umpire.", "StirkeCalled"
    SWINGING_STRIKE = "StrikeSwinging", "Swing that missed: a whiff."
    AUTOMATIC_STRIKE = "AutomaticStrike", "Strike awarded without a pitch, as for a pitch-clock violation."
    FOUL = "FoulBall", "Foul ball, not said whether a fielder could reach it."
    FOUL_FIELDABLE = "FoulBallFieldable", "Foul ball that a fielder could reach."
    FOUL_NOT_FIELDABLE = "FoulBallNotFieldable", "Foul ball out of every fielder's reach."
    IN_PLAY = "InPlay", "Ball hit into play."
    HIT_BY_PITCH = "HitByPitch", "The pitch struck the batter."
    CATCHERS_INTERFERENCE = "CatchersInterference", "The catcher hindered the batter."
    BATTERS_INTERFERENCE = "BattersInterference", "The batter hindered the catcher."
    WILD_PITCH = "WildPitch", "Pitch that the catcher could not be expected to stop."
    UNDEFINED = "Undefined", "Not recorded."


class KorBB(Term):
    """Strikeout or walk that ended the plate appearance on this pitch."""

    STRIKEOUT = "Strikeout", "The plate appearance ended in a strikeout."
    WALK = "Walk", "The plate appearance ended in a base on balls."
    UNDEFINED = "Undefined", "Neither."


class HitType(Term):
    """Kind of batted ball by its flight."""

    GROUND_BALL = "GroundBall", "Ball that strikes the ground in the infield."
    LINE_DRIVE = "LineDrive", "Low, hard-hit ball in the air."
    FLY_BALL = "FlyBall", "High ball to the outfield."
    POPUP = "Popup", "High ball over the infield."
    BUNT = "Bunt", "Bunted ball."
    UNDEFINED = "Undefined", "Not recorded, or not batted."


class PlayResult(Term):
    """Result of the play that the pitch led to."""

    SINGLE = "Single", "Single."
    DOUBLE = "Double", "Double."
    TRIPLE = "Triple", "Triple."
    HOME_RUN = "HomeRun", "Home run."
    OUT = "Out", "The batter is out on the ball in play."
    ERROR = "Error", "The batter reaches on an error."
    FIELDERS_CHOICE = "FieldersChoice", "The batter reaches while another runner is played on."
    SACRIFICE = "Sacrifice", "Sacrifice bunt or fly."
    STOLEN_BASE = "StolenBase", "A runner stole a base on this pitch."
    CAUGHT_STEALING = "CaughtStealing", "A runner was caught stealing on this pitch."
    UNDEFINED = "Undefined", "No play recorded."


class PlateAppearanceResult(Term):
    """What a plate appearance ended in."""

    SINGLE = "Single", "Single."
    DOUBLE = "Double", "Double."
    TRIPLE = "Triple", "Triple."
    HOME_RUN = "HomeRun", "Home run."
    STRIKEOUT = "Strikeout", "Strikeout, be it that the batter reached base on a dropped third strike."
    WALK = "Walk", "Base on balls."
    INTENTIONAL_WALK = "IntentionalWalk", "Base on balls whose last ball was thrown wide on purpose."
    HIT_BY_PITCH = "HitByPitch", "The pitch struck the batter."
    CATCHERS_INTERFERENCE = "CatchersInterference", "The catcher hindered the batter."
    OUT = "Out", "The batter is out on the ball in play."
    ERROR = "Error", "The batter reaches on an error."
    FIELDERS_CHOICE = "FieldersChoice", "The batter reaches while another runner is played on."
    SACRIFICE_BUNT = "SacrificeBunt", "Sacrifice on a ball on the ground."
    SACRIFICE_FLY = "SacrificeFly", "Sacrifice on a ball in the air, or of a kind that was not recorded."
    IN_PLAY = "InPlay", "Ball in play whose result was not recorded."


class Confidence(Term):
    """How sure the radar is of a group of measurements."""

    HIGH = "High", "Measured well."
    MEDIUM = "Medium", "Measured fairly."
    LOW = "Low", "Measured poorly."
    ESTIMATED = "Estimated", "Not measured but estimated."
    UNDEFINED = "Undefined", "Not said."


class DetectedShift(Term):
    """Alignment of the infield when the pitch is released."""

    NO_SHIFT = "NoShift", "No shift."
    LEFT_INFIELD = "LeftInfieldShift", "Infielders shifted to the third-base side."
    RIGHT_INFIELD = "RightInfieldShift", "Infielders shifted to the first-base side."


MISSING = frozenset({"", "nan", "n/a", "null", ".", ","})
"""Cells, folded to lower case, that mean that there is no value: the one null rule of every column."""

NOT_SAID: dict[type[Term], frozenset[str]] = {
    Side: frozenset({"undefined", "b", "both"}),
    Hand: frozenset({"undefined"}),
    PitcherSet: frozenset({"undefined"}),
    DetectedShift: frozenset({"undefined"}),
}
"""Further cells, folded to lower case, that say nothing in the vocabularies that have no `Undefined` of their own."""

_TAGGED = {
    TaggedPitchType.FOUR_SEAM: PitchType.FOUR_SEAM,
    TaggedPitchType.TWO_SEAM: PitchType.TWO_SEAM,
    TaggedPitchType.ONE_SEAM: PitchType.ONE_SEAM,
    TaggedPitchType.CHANGEUP: PitchType.CHANGEUP,
}
_PITCH_TYPES = {t.value: t for t in PitchType}
AUTO_PITCH_TYPES = {t.value: _PITCH_TYPES[t.value] for t in AutoPitchType if t is not AutoPitchType.UNDEFINED}
"""From the classifier's spelling to the one pitch type."""
TAGGED_PITCH_TYPES = {
    t.value: _TAGGED.get(t) or _PITCH_TYPES[t.value] for t in TaggedPitchType if t is not TaggedPitchType.UNDEFINED
}
"""From the operator's spelling to the one pitch type."""


PITCH_GROUPS = {
    PitchType.FOUR_SEAM: PitchGroup.FASTBALL,
    PitchType.TWO_SEAM: PitchGroup.FASTBALL,
    PitchType.ONE_SEAM: PitchGroup.FASTBALL,
    PitchType.FASTBALL: PitchGroup.FASTBALL,
    PitchType.SINKER: PitchGroup.FASTBALL,
    PitchType.CUTTER: PitchGroup.FASTBALL,
    PitchType.SLIDER: PitchGroup.BREAKING,
    PitchType.SWEEPER: PitchGroup.BREAKING,
    PitchType.CURVEBALL: PitchGroup.BREAKING,
    PitchType.CHANGEUP: PitchGroup.OFFSPEED,
    PitchType.SPLITTER: PitchGroup.OFFSPEED,
}
"""Families of pitch types; knuckleballs and other types belong to none."""

FOULS = frozenset({PitchCall.FOUL, PitchCall.FOUL_FIELDABLE, PitchCall.FOUL_NOT_FIELDABLE})
"""Outcomes of a pitch that was fouled off."""
SWINGS = FOULS | {PitchCall.SWINGING_STRIKE, PitchCall.IN_PLAY}
"""Outcomes of a pitch that the batter swung at; a foul tip is not told from a swinging strike."""
STRIKES = SWINGS | {PitchCall.CALLED_STRIKE, PitchCall.AUTOMATIC_STRIKE}
"""Outcomes that count as strikes in strike rates: balls in play are among them."""

BALLS = frozenset({PitchCall.BALL, PitchCall.BALL_IN_DIRT, PitchCall.INTENTIONAL_BALL, PitchCall.AUTOMATIC_BALL})
"""Outcomes of a pitch that was called a ball, or of a ball awarded without a pitch."""


def spellings(vocabulary: type[Term]) -> dict[str, str]:
    """Every accepted spelling of `vocabulary`, folded to lower case, with the spelling that is stored."""
    return {text.casefold(): term.value for term in vocabulary for text in (term.value, *term.misspelt)}
