"""`slugger demo`: an invented season."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer


def demo(
    games: Annotated[
        int, typer.Option(min=1, max=630, help="How many games, from opening day; 630 are a season.")
    ] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same season, byte for byte.")] = 2026,
    files: Annotated[Path | None, typer.Option(help="Write the files to this folder, and load nothing.")] = None,
    season: Annotated[int, typer.Option(min=1998, max=2100, help="Year of the season.")] = 2025,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when the database holds games.")] = False,
) -> None:
    """Invent a season of radar-tracked games and load it.

    The files are those that TrackMan would deliver: verified and unverified, re-sent, with positioning and with the
    format's quirks. The clubs and ballparks are the league's; players and games are invented.

    Examples:

        slugger demo --games 60

        slugger demo --games 630 --seed 7 --files season/
    """
    from slugger.gateway.commands.ingest import load_deliveries
    from slugger.gateway.commands.progress import bar, print_report
    from slugger.gateway.running import run
    from slugger.jobs.demo import write_season
    from slugger.jobs.trackman.delivery import find

    if if_empty and run(_has_games()):
        return
    with tempfile.TemporaryDirectory(prefix="slugger-demo-") as temporary:
        folder = files or Path(temporary)
        with bar("Inventing", games) as advance:
            made = write_season(folder, games=games, seed=seed, season=season, progress=lambda *_: advance(0))
        if files:
            typer.echo(f"{sum(made.files.values())} files of {made.games} games are in {files}.")
            return
        print_report(load_deliveries(find([folder])))


async def _has_games() -> bool:
    from sqlalchemy import text

    from slugger.gateway.database import open_database
    from slugger.gateway.settings import load_settings

    async with open_database(load_settings()) as database, database.engine.connect() as connection:
        return bool((await connection.execute(text("SELECT EXISTS (SELECT FROM league.game)"))).scalar_one())
