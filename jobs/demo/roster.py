"""The league's invented people: thirteen pitchers and thirteen hitters of every club."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from slugger.jobs.demo.arsenal import Arsenal, draw_arsenal
from slugger.jobs.demo.chance import stream
from slugger.jobs.demo.clubs import CLUBS

PITCHERS = 13
STARTERS = 5
POSITIONS = ("C", "C", "1B", "2B", "3B", "SS", "LF", "CF", "RF", "DH", "1B", "SS", "CF")
"""Main positions of a club's thirteen hitters."""

_FIRST_HEADS = "Bax Cal Dov Eli Fen Gar Hal Jov Kip Lor Mav Nev Orr Pax Quin Rav Sol Tav Ulm Vik Wes Yor Zan"
_FIRST_TAIL = ("", "o", "in", "er", "iel", "ton", "us", "ey")
_LAST_HEADS = """
Adder Bobbin Bram Cobble Copper Drizzle Dunn Ember Ever Fallow Flint Gravel Grim Harrow Hollow Iron Jost Kettle Lark
Mossel Nettle Oaken Pebble Quarrel Rusk Sorrel Thistle Umber Vellum Wicket Yarrow Zephyr
"""
_LAST_TAIL = ("well", "mark", "stone", "by", "wick", "field", "more", "sen", "ov", "ado", "ez", "shaw")
_JUNIOR = 0.02
_LOOSE = 0.03
_WITHOUT_ID = 0.03
_LEFT_HANDED = 0.26
_SWITCH, _LEFT_BATTER = 0.12, 0.38


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the files: "Last, First", TrackMan id (may be missing), hand; `loose` names get trailing blanks."""

    name: str
    trackman_id: str
    throws: str
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Pitcher:
    """A pitcher; `stuff` shifts the log odds of a miss."""

    person: Person
    arsenal: Arsenal
    stuff: float
    stamina: float


@dataclass(frozen=True, slots=True)
class Hitter:
    """A hitter; `bats` is Right, Left or Switch; `contact` shifts log odds, `power` exit speed in mph."""

    person: Person
    bats: str
    position: str
    contact: float
    power: float


@dataclass(slots=True)
class Roster:
    """A club's people; the first five pitchers start, the others relieve."""

    pitchers: list[Pitcher]
    hitters: list[Hitter]
    second_ids: dict[str, str] = field(default_factory=dict)


def _names(rng: random.Random) -> Iterator[str]:
    lasts = [head + tail for head in _LAST_HEADS.split() for tail in _LAST_TAIL]
    firsts = [head + tail for head in _FIRST_HEADS.split() for tail in _FIRST_TAIL]
    rng.shuffle(lasts)
    for last in lasts:
        yield f"{last}{' Jr.' if rng.random() < _JUNIOR else ''}, {rng.choice(firsts)}"


def _person(rng: random.Random, name: str, throws: str) -> Person:
    digits = rng.choice((6, 7, 8, 8, 8, 10, 10, 10, 11))
    number = str(rng.randrange(10 ** (digits - 1), 10**digits))
    missing = rng.random() < _WITHOUT_ID
    return Person(name, rng.choice(("", "N/A")) if missing else number, throws, rng.random() < _LOOSE)


def _pitcher(rng: random.Random, name: str, *, starter: bool) -> Pitcher:
    throws = "Left" if rng.random() < _LEFT_HANDED else "Right"
    stamina = rng.gauss(82, 9) if starter else rng.gauss(20, 5)
    return Pitcher(_person(rng, name, throws), draw_arsenal(rng), rng.gauss(0, 0.2), stamina)


def _hitter(rng: random.Random, name: str, position: str) -> Hitter:
    draw = rng.random()
    bats = "Switch" if draw < _SWITCH else "Left" if draw < _LEFT_BATTER else "Right"
    throws = "Left" if position in {"1B", "LF", "RF"} and bats == "Left" else "Right"
    return Hitter(_person(rng, name, throws), bats, position, rng.gauss(0, 0.25), rng.gauss(0, 2.5))


def _set_peculiarities(rosters: dict[str, Roster]) -> None:
    """Make sure that the league has a both-handed pitcher, ids that are missing in both ways and a loose name."""
    york, other = rosters[CLUBS[0].code], rosters[CLUBS[1].code]
    york.pitchers[6] = replace(york.pitchers[6], person=replace(york.pitchers[6].person, throws="Both"))
    for roster, missing in ((york, "N/A"), (other, "")):
        hitter, pitcher = roster.hitters[4], roster.pitchers[1]
        roster.hitters[4] = replace(hitter, person=replace(hitter.person, trackman_id=missing))
        roster.pitchers[1] = replace(pitcher, person=replace(pitcher.person, loose=True))


def draw_rosters(seed: int, season: int) -> dict[str, Roster]:
    """Invent the people of every club, by club code."""
    rng = stream(seed, season, "people")
    names = _names(rng)
    rosters = {}
    for club in CLUBS:
        pitchers = [_pitcher(rng, next(names), starter=n < STARTERS) for n in range(PITCHERS)]
        rosters[club.code] = Roster(pitchers, [_hitter(rng, next(names), position) for position in POSITIONS])
    _set_peculiarities(rosters)
    york = rosters[CLUBS[0].code]
    people = [pitcher.person for pitcher in york.pitchers[:2]] + [hitter.person for hitter in york.hitters[2:4]]
    york.second_ids.update(
        (man.trackman_id, str(rng.randrange(10**9, 10**10))) for man in people if man.trackman_id.isdigit()
    )
    return rosters


def trade(rosters: dict[str, Roster]) -> None:
    """Move relievers between neighbours in the club list, as happens once in the summer."""
    clubs = list(rosters.values())
    for giver, taker in zip(clubs[::2], clubs[1::2], strict=True):
        giver.pitchers[-1], taker.pitchers[-1] = taker.pitchers[-1], giver.pitchers[-1]
