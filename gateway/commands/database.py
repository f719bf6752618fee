"""`slugger db`: the tables of the database."""

import asyncio

import typer

database = typer.Typer(help="Look after the database's tables.", no_args_is_help=True)


@database.command()
def upgrade() -> None:
    """Bring the tables to this version of the program, all or nothing; running it again changes nothing.

    The database is that of SLUGGER_DATABASE_URL, else the embedded one.

    Examples:

        slugger db upgrade

        SLUGGER_DATABASE_URL=postgresql://me:secret@db.example:5432/league slugger db upgrade
    """
    from slugger.gateway.database import needed_revision, open_database
    from slugger.gateway.settings import load_settings
    from slugger.models.engine import place

    settings = load_settings()

    async def run() -> str:
        async with open_database(settings, upgrade=True) as opened:
            return place(opened.url)

    typer.echo(f"The database at {asyncio.run(run())} is at revision {needed_revision()}.")


@database.callback()
def _group() -> None:
    """Keep `upgrade` a command of its own while it is the only one."""
