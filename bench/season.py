"""The games that everything is measured on."""

from pathlib import Path

from slugger.jobs.demo import write_season

WHOLE = 630
"""Games of a season."""
LATEST = 2026


def write(folder: Path, games: int) -> str:
    """Write `games` games below `folder`, those beyond a season as the first of the one before; tell about them."""
    parts = {LATEST: min(games, WHOLE), LATEST - 1: max(0, games - WHOLE)}
    written = [
        write_season(folder / str(year), games=number, seed=LATEST, season=year)
        for year, number in parts.items()
        if number
    ]
    pitches, files = sum(part.pitches for part in written), sum(sum(part.files.values()) for part in written)
    return f"{games} games, {pitches:,} pitches, {files} files"
