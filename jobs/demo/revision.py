"""What a game looked like before verification, and after a later correction."""

import itertools
import random

from slugger.jobs.demo.chance import random_uuid, retimed_uuid
from slugger.jobs.demo.columns import AT, number, span
from slugger.jobs.demo.rows import Row

_SAME, _ADDED = 0.71, 0.18
_BATTER_CHANGED = 0.029
_EDITED = 0.03
_NEW_UID = 0.65
_UID, _PLAY, _SPIN = AT["PitchUID"], AT["PlayID"], AT["SpinRate"]
_BATTER = span("Batter", "BatterSide")
_HALF = (AT["Inning"], AT["Top/Bottom"])
_APPEARANCE = AT["PAofInning"]


def _half(row: Row) -> tuple[str, str]:
    return row.cells[_HALF[0]], row.cells[_HALF[1]]


def _renew(rng: random.Random, row: Row) -> Row:
    """Give the same pitch as another machine saw it: another PitchUID and PlayID."""
    twin = row.copy()
    twin.cells[_UID] = retimed_uuid(row.cells[_UID], rng)
    twin.cells[_PLAY] = twin.cells[_PLAY] and random_uuid(rng)
    return twin


def _forget_batters(rng: random.Random, rows: list[Row]) -> None:
    """Leave the previous batter's name on some plate appearances, as when an operator forgets to go on."""
    for _, half in itertools.groupby(rows, key=_half):
        previous: list[str] = []
        for _, appearance in itertools.groupby(half, key=lambda row: row.cells[_APPEARANCE]):
            pitches = list(appearance)
            batter = pitches[0].cells[_BATTER]
            if previous and rng.random() < _BATTER_CHANGED:
                for row in pitches:
                    row.cells[_BATTER] = previous
            previous = batter


def edit(rng: random.Random, rows: list[Row], share: float = _EDITED) -> None:
    """Measure some pitches again: spin by some rpm, and the type that the operator tagged is taken back."""
    for row in rows:
        if row.cells[_SPIN] and rng.random() < share:
            row.cells[_SPIN] = number(float(row.cells[_SPIN]) + rng.gauss(0, 12), 6)
            row.cells[AT["TaggedPitchType"]] = "Undefined"


def unverified(rng: random.Random, rows: list[Row]) -> list[Row]:
    """Give the rows as they were delivered before verification.

    PitchUIDs are the same in 71 % of the games, verification only adds pitches in 18 % and takes some away in 12 %,
    often putting the same pitch under a new PitchUID; it corrects the batter of 2.1 % of the pitches.
    """
    draw = rng.random()
    earlier = [row.copy() for row in rows]
    if _SAME <= draw < _SAME + _ADDED:
        for _ in range(rng.choice((1, 1, 2, 3, 5, 9))):
            del earlier[rng.randrange(len(earlier))]
    elif draw >= _SAME + _ADDED:
        for _ in range(rng.choice((1, 2, 3, 6))):
            place = rng.randrange(len(earlier))
            twin = _renew(rng, earlier[place])
            if rng.random() < _NEW_UID:
                earlier[place] = twin
            else:
                earlier.insert(place + 1, twin)
    _forget_batters(rng, earlier)
    edit(rng, earlier)
    return earlier


def repeated(rng: random.Random, rows: list[Row]) -> list[Row]:
    """Give the rows of a game that nobody tidied: some places in the game carry two pitches."""
    rows = list(rows)
    for _ in range(rng.randint(1, 5)):
        place = rng.randrange(len(rows))
        rows.insert(place + 1, _renew(rng, rows[place]))
    return rows
