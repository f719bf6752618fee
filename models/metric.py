"""The metrics by which the players of a season are ranked, as the percentiles of a player's page show them."""

from dataclasses import dataclass
from enum import Enum

from slugger.models.pitch_rule import SWEET_SPOT


class Ranking(Enum):
    """Whom players are ranked among, by what they do on a pitch."""

    PITCHER = "pitcher_id"
    BATTER = "batter_id"


@dataclass(frozen=True)
class Metric:
    """A figure of a player's pitches; `inverted` where less is better, so that a high percentile is always good."""

    name: str
    figure: str
    meaning: str
    inverted: bool = False


METRICS = {
    Ranking.PITCHER: (
        Metric("fastball_velocity", "fastball_velocity_avg", "Average speed of fastballs, sinkers and cutters."),
        Metric("velocity", "rel_speed_avg", "Average speed of all pitches."),
        Metric("max_velocity", "rel_speed_max", "Greatest speed of a pitch."),
        Metric("spin_rate", "spin_rate_avg", "Average spin of all pitches."),
        Metric("extension", "extension_avg", "Average extension."),
        Metric("whiff", "whiff_rate", "Rate of whiffs."),
        Metric("chase", "chase_rate", "Rate of chases."),
        Metric("zone", "zone_rate", "Rate of pitches in the zone."),
        Metric("called_strike_plus_whiff", "called_strike_plus_whiff_rate", "Rate of called strikes and whiffs."),
        Metric("first_pitch_strike", "first_pitch_strike_rate", "Rate of first-pitch strikes."),
        Metric("strikeout", "strikeout_rate", "Rate of strikeouts."),
        Metric("walk", "walk_rate", "Rate of walks.", inverted=True),
        Metric("exit_velocity", "exit_velocity_avg", "Average exit velocity allowed.", inverted=True),
        Metric("hard_hit", "hard_hit_rate", "Rate of hard-hit balls allowed.", inverted=True),
        Metric("barrel", "barrel_rate", "Rate of barrels allowed.", inverted=True),
        Metric("ground_ball", "ground_ball_rate", "Rate of ground balls."),
    ),
    Ranking.BATTER: (
        Metric("exit_velocity", "exit_velocity_avg", "Average exit velocity."),
        Metric("max_exit_velocity", "exit_velocity_max", "Greatest exit velocity."),
        Metric("hard_hit", "hard_hit_rate", "Rate of hard-hit balls."),
        Metric("barrel", "barrel_rate", "Rate of barrels."),
        Metric("sweet_spot", "sweet_spot_rate", f"Rate of balls hit at {SWEET_SPOT[0]} to {SWEET_SPOT[1]} deg."),
        Metric("whiff", "whiff_rate", "Rate of whiffs.", inverted=True),
        Metric("chase", "chase_rate", "Rate of chases.", inverted=True),
        Metric("zone_contact", "zone_contact_rate", "Rate of contact with pitches in the zone."),
        Metric("strikeout", "strikeout_rate", "Rate of strikeouts.", inverted=True),
        Metric("walk", "walk_rate", "Rate of walks."),
    ),
}
"""The metrics of each ranking, in the order in which they are given."""
