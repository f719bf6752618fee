"""Where the fielders stand at release: the rows of a player positioning file."""

import itertools
import random

from slugger.jobs.demo.columns import AT, numbers, span
from slugger.jobs.demo.rows import Row, Scorer

_PLACES = ((85.4, 64.8), (142.5, 33.8), (83.9, -62.4), (136.4, -36.9), (273.4, -139.8), (331.8, -2.7), (253.6, 130.1))
"""Usual depth and side in feet of first, second, third base, shortstop, left, centre and right field."""
_SPREADS = ((11.0, 7.5), (7.5, 9.0), (7.5, 8.0), (9.0, 9.0), (13.0, 8.0), (11.0, 11.0), (13.0, 6.0))
_LEFT_SHIFT = {1: (142.0, -13.0), 3: (124.0, -52.0)}
_RIGHT_SHIFT = {1: (100.0, 36.0), 3: (146.0, 26.0)}
_UNDETECTED, _LEFT, _RIGHT, _MISSING = 0.0028, 0.009, 0.0025, 0.008

_PLAY, _TIME, _UTC = span("PlayID", "PlayID"), span("Date", "Time"), span("UTCDate", "UTCDateTime")
_GAME_UID, _UID, _CALL, _RESULT = AT["GameUID"], AT["PitchUID"], AT["PitchCall"], AT["PlayResult"]
_FIELDING, _BATTING, _SIDE = AT["PitcherTeam"], AT["BatterTeam"], AT["BatterSide"]
_APPEARANCE = (AT["Inning"], AT["Top/Bottom"], AT["PAofInning"])


def _stand(rng: random.Random, shift: str, side: str) -> list[tuple[float, float]]:
    """Place the seven fielders against a batter."""
    moved = _LEFT_SHIFT if shift == "LeftInfieldShift" else _RIGHT_SHIFT if shift == "RightInfieldShift" else {}
    turn = -4 if side == "Right" else 4
    return [
        (rng.gauss(depth, deep), rng.gauss(across + turn, wide))
        for (depth, across), (deep, wide) in zip(
            (moved.get(n, place) for n, place in enumerate(_PLACES)), _SPREADS, strict=True
        )
    ]


def _shift(rng: random.Random) -> str:
    draw = rng.random()
    return "LeftInfieldShift" if draw < _LEFT else "RightInfieldShift" if draw < _LEFT + _RIGHT else "NoShift"


def _positions(rng: random.Random, standing: list[tuple[float, float]]) -> list[str]:
    cells: list[float] = []
    for depth, across in standing:
        cells += (depth + 5 * rng.random() - 2.5, across + 5 * rng.random() - 2.5)
    written = numbers(tuple(cells))
    if rng.random() < _MISSING:
        lost = 2 * rng.randrange(len(standing))
        written[lost : lost + 2] = ("", "")
    return written


def positioning_lines(rng: random.Random, rows: list[Row], scorer: Scorer) -> list[str]:
    """Write the lines of a positioning file for the numbered rows of one version of a game."""
    lines = []
    for _, appearance in itertools.groupby(rows, key=lambda row: [row.cells[n] for n in _APPEARANCE]):
        pitches = list(appearance)
        shift = _shift(rng)
        standing = _stand(rng, shift, pitches[0].cells[_SIDE])
        names = [cell for person in pitches[0].fielders for cell in scorer.person(person)]
        for row in pitches:
            cells = row.cells
            detected = bool(cells[_PLAY.start]) and rng.random() >= _UNDETECTED
            line = [
                cells[_GAME_UID], cells[0], cells[_UID], *cells[_PLAY], *cells[_TIME], *cells[_UTC], cells[_FIELDING],
                cells[_BATTING], cells[_CALL], cells[_RESULT], shift if detected else "",
                *(_positions(rng, standing) if detected else [""] * 14), *names, "true" if detected else "false",
            ]  # fmt: skip
            lines.append(",".join(line))
    return lines
