"""The program `slugger`: its table of commands, and how a failure reaches the user."""

import logging
import sys
from importlib.metadata import version as version_of
from typing import Annotated

import typer

from slugger.gateway.commands.apikey import apikey
from slugger.gateway.commands.database import database
from slugger.gateway.commands.demo import demo
from slugger.gateway.commands.ingest import ingest
from slugger.gateway.commands.schema import schema
from slugger.gateway.commands.serve import serve
from slugger.gateway.errors import SluggerError, is_expected

program = typer.Typer(
    name="slugger",
    help="The data platform of the Atlantic League: radar-tracked baseball in one typed GraphQL graph.",
    epilog="Settings come from the environment as SLUGGER_…; `slugger COMMAND --help` shows examples.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

program.command()(serve)
program.command()(ingest)
program.command()(demo)
program.add_typer(database, name="db")
program.add_typer(apikey, name="apikey")
program.command()(schema)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"slugger {version_of('slugger')}")
        raise typer.Exit


@program.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the program. An expected failure is one sentence on standard error, without a traceback."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        program()
    except Exception as error:
        if not is_expected(error):
            raise
        typer.echo(f"slugger: {error}", err=True)
        sys.exit(error.exit_code if isinstance(error, SluggerError) else SluggerError.exit_code)
