"""`slugger db`: the tables of the database."""

import typer

from slugger.gateway.commands.adoption import adopt

database = typer.Typer(help="Look after the database's tables.", no_args_is_help=True)
database.command()(adopt)


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


@database.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open PostgreSQL's own shell on the database; what follows is handed to it.

    The embedded database is started when it is not running, and stopped again by the last one out.

    Examples:

        slugger db psql

        slugger db psql -c "SELECT count(*) FROM pitch"
    """
    import subprocess

    from slugger.gateway.database import open_database
    from slugger.gateway.running import run
    from slugger.gateway.settings import load_settings
    from slugger.models.embedded import binary

    settings = load_settings()

    async def work() -> int:
        async with open_database(settings) as opened:
            return subprocess.run([binary("psql"), opened.url, *context.args], check=False).returncode  # noqa: S603, ASYNC221

    raise typer.Exit(run(work()))
