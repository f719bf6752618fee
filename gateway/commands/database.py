"""`slugger db`: the tables of the database."""

import typer

database = typer.Typer(help="Look after the database's tables.", no_args_is_help=True)


@database.command()
def upgrade() -> None:
    """Bring the tables to this version of the program, all or nothing.

    The database is that of SLUGGER_DATABASE_URL, else the embedded one.
    One that is up to date stays as it is.

    Examples:

        slugger db upgrade

        SLUGGER_DATABASE_URL=postgresql://me:secret@host/league slugger db upgrade
    """
    from slugger.gateway.database import needed_revision, open_database
    from slugger.gateway.running import run
    from slugger.gateway.settings import load_settings
    from slugger.models.engine import place

    settings = load_settings()

    async def work() -> str:
        async with open_database(settings, upgrade=True) as opened:
            return place(opened.url)

    typer.echo(f"The database at {run(work())} is at revision {needed_revision()}.")


@database.callback()
def _group() -> None:
    """Keep `upgrade` a command of its own while it is the only one."""
