"""`slugger db adopt`: a database of the legacy system becomes this one's."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from slugger.models.adoption import Finding, Report

LONGEST = 80
"""Characters of an example that are printed; the JSON report has all."""


def adopt(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look, and print what would be done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON on standard output.")] = False,
) -> None:
    """Take over a database that the legacy system made, in place and all or nothing.

    The database is that of SLUGGER_DATABASE_URL, else the embedded one. The legacy tables move to the schema `legacy`
    as they are, their rows are copied into the schema `league`, and views stand where the tables stood. Rows that
    cannot stand go to league.quarantine. Others who use the tables wait until it is done. A second time changes
    nothing.

    Examples:

        slugger db adopt --dry-run

        SLUGGER_DATABASE_URL=postgresql://me:secret@host/league slugger db adopt --json > report.json
    """
    from slugger.gateway import database
    from slugger.gateway.running import run
    from slugger.gateway.settings import load_settings
    from slugger.models.adoption import AdoptedError

    settings = load_settings()

    def say(line: str) -> None:
        typer.echo(line, err=True)

    async def work() -> "Report":
        async with database.open_as_found(settings) as opened:
            return await database.adopt(opened, say, dry_run=dry_run)

    try:
        report = run(work())
    except AdoptedError as adopted:
        typer.echo(f"slugger: {adopted}", err=True)
        return
    if as_json:
        typer.echo(json.dumps(report.as_json(), indent=2))
    else:
        print_report(report)


def print_report(report: "Report") -> None:
    """Print the rows of each table, then what was found, figures aligned."""
    typer.echo(f"{'table':<10}{'rows':>12}{'kept':>12}{'quarantined':>14}")
    for name, tally in report.tables.items():
        typer.echo(f"{name:<10}{tally.rows:>12,}{tally.kept:>12,}{tally.quarantined:>14,}")
    for name, count in report.made.items():
        typer.echo(f"{name:<10}{'':>12}{count:>12,}  beyond these, of the league's own or named by pitches")
    if report.findings:
        typer.echo("\nFound:")
    for finding in report.findings:
        typer.echo(f"{finding.count:>12,}  {_line(finding)}")
    done = "Adopted" if report.adopted else "Nothing is changed: this was a dry run that took"
    typer.echo(f"\n{done}{' in' if report.adopted else ''} {report.seconds:.1f} s.")


def _line(finding: "Finding") -> str:
    where = _printable(f"{finding.table}.{finding.column}" if finding.column else finding.table)
    examples = f" ({'; '.join(map(_printable, finding.examples))})" if finding.examples else ""
    return f"{where}: {_printable(finding.kind)}{examples}: {finding.done}"


def _printable(text: str) -> str:
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
