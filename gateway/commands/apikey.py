"""`slugger apikey`: who may use ALPBAPI, and how much."""

import json
import math
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from slugger.gateway.errors import PlanLimitsError

if TYPE_CHECKING:
    from slugger.models.api_key import ApiKey, UsagePlan
    from slugger.models.engine import Database
    from slugger.resolvers.api_key import Issued

Value = TypeVar("Value")

apikey = typer.Typer(help="Make and end the API keys of ALPBAPI, and the plans that bound them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Who uses the key.")]
PlanName = Annotated[str, typer.Argument(help="Name of the plan.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
"""What a rate may be given per."""
LONGEST_QUOTA = 18
"""Digits of a quota."""
PIPE_WIDTH = 1_000


@apikey.command()
def create(
    name: Name,
    plan: Annotated[str, typer.Option(help="Plan that bounds the use of the key.")] = "unlimited",
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, this once: only its hash is kept.

    The key is all of standard output; a program sends it in the header x-api-key.

    Examples:

        slugger apikey create flashcard

        slugger apikey create somebody-elses-script --plan standard
    """
    from slugger.resolvers.api_key import create_api_key

    issued = _with_database(lambda database: create_api_key(database.sessions, name, plan))
    _print_issued(issued, f"The key of {name!r}, on plan {plan!r}; it is not shown again:", as_json=as_json)


@apikey.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys: plan, first characters, when made and last used, state.

    The last use is exact to a minute. A revoked key stays in the list.

    Example:

        slugger apikey list --json
    """
    from slugger.loaders.api_key import all_api_keys

    rows = [_shown(key) for key in _with_database(lambda database: all_api_keys(database.reads))]
    _print_rows(rows, as_json=as_json, otherwise="There are no keys: `slugger apikey create NAME` makes one.")


@apikey.command()
def rotate(
    name: Name,
    grace: Annotated[float, typer.Option(min=0, max=24 * 366, help="Hours for which the old key is taken too.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Give a name a new key and print it, this once; plan and what is used up stay.

    Examples:

        slugger apikey rotate flashcard

        slugger apikey rotate flashcard --grace 24
    """
    from slugger.resolvers.api_key import rotate_api_key

    issued = _with_database(lambda database: rotate_api_key(database.sessions, name, timedelta(hours=grace)))
    until = f"for {grace:g} hours more" if grace else "no longer"
    _print_issued(issued, f"The new key of {name!r}; the old one is taken {until}:", as_json=as_json)


@apikey.command()
def revoke(name: Name) -> None:
    """End the key of a name, at once and for ever; the name can then be given a new one.

    Example:

        slugger apikey revoke flashcard
    """
    from slugger.resolvers.api_key import revoke_api_key

    row = _with_database(lambda database: revoke_api_key(database.sessions, name))
    typer.echo(f"The key {row.prefix}… of {name!r} is revoked.")


@apikey.command()
def assign(name: Name, plan: PlanName) -> None:
    """Put the key of a name on another plan, at once.

    Example:

        slugger apikey assign flashcard unlimited
    """
    from slugger.resolvers.api_key import assign_plan

    _with_database(lambda database: assign_plan(database.sessions, name, plan))
    typer.echo(f"The key of {name!r} is on plan {plan!r}.")


@apikey.command()
def plans(as_json: AsJson = False) -> None:
    """List the plans: rate, burst, quota and its period.

    Example:

        slugger apikey plans
    """
    from slugger.loaders.api_key import all_usage_plans

    found = _with_database(lambda database: all_usage_plans(database.reads))
    rows = [_columns(plan) if as_json else _limits(plan) for plan in found]
    _print_rows(rows, as_json=as_json, otherwise="There are no plans.")


@apikey.command("plan")
def define(
    name: PlanName,
    rate: Annotated[
        str | None, typer.Option(help="Requests in the long run, as 5 (a second), 100/minute or 1000/hour.")
    ] = None,
    burst: Annotated[
        int | None, typer.Option(help="Requests at once by a rested key; the number of --rate unless given.")
    ] = None,
    quota: Annotated[
        str | None,
        typer.Option(help="Requests in all, as 10000/day, 50000/week (from Monday) or 100000/month, in UTC."),
    ] = None,
    unlimited: Annotated[bool, typer.Option("--unlimited", help="Bound nothing.")] = False,
) -> None:
    """Define a plan, or define it anew; keys that are on it follow at once.

    What is not given is not bounded.

    Examples:

        slugger apikey plan research --rate 10 --burst 50 --quota 100000/month

        slugger apikey plan standard --rate 100/minute
    """
    from slugger.models.api_key import UsagePlan
    from slugger.resolvers.api_key import define_plan

    if unlimited == any(limit is not None for limit in (rate, burst, quota)):
        raise PlanLimitsError("Give the limits of the plan, or --unlimited: `slugger apikey plan --help` shows how.")
    wanted = UsagePlan(name=name, burst=burst)
    if rate is not None:
        number, wanted.rate = rate_of(rate)
        wanted.burst = max(1, int(number)) if burst is None else burst
    if quota is not None:
        wanted.quota, wanted.period = quota_of(quota)
    plan = _with_database(lambda database: define_plan(database.sessions, wanted))
    limits = [f"{what} {limit}" for what, limit in _limits(plan).items() if what != "name" and limit]
    typer.echo(f"The plan {name!r} has {', '.join(limits) or 'no limits'}.")


def rate_of(text: str) -> tuple[float, float]:
    """Read a rate such as `100/minute`: its number, and the rate a second. Raises PlanLimitsError."""
    number, _, per = text.partition("/")
    requests = float(number) if _NUMBER.fullmatch(number) else math.nan
    seconds = SECONDS.get(per or "second", 1)
    if not 0 < requests < math.inf or (per and per not in SECONDS):
        raise PlanLimitsError(f"--rate {text} is not a rate such as 5, 100/minute or 1000/hour.")
    return requests, requests / seconds


def quota_of(text: str) -> tuple[int, str]:
    """Read a quota such as `100000/month`: its number and period. Raises PlanLimitsError."""
    from slugger.models.api_key import PERIODS

    number, _, period = text.partition("/")
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_QUOTA and period in PERIODS):
        raise PlanLimitsError(f"--quota {text} is not a quota such as 10000/day, 50000/week or 100000/month.")
    return int(number), period


def _with_database(work: "Callable[[Database], Awaitable[Value]]") -> Value:
    from slugger.gateway.database import open_database
    from slugger.gateway.running import run
    from slugger.gateway.settings import load_settings

    settings = load_settings()

    async def with_database() -> Value:
        async with open_database(settings) as database:
            return await work(database)

    return run(with_database())


def _print_issued(issued: "Issued", sentence: str, *, as_json: bool) -> None:
    if as_json:
        row = issued.row
        typer.echo(json.dumps({"name": row.name, "plan": row.plan, "prefix": row.prefix, "key": issued.text}))
        return
    typer.echo(sentence, err=True)
    typer.echo(issued.text)


def _shown(key: "ApiKey") -> dict[str, object]:
    from slugger.resolvers.api_key import state_of

    return {
        "name": key.name,
        "plan": key.plan,
        "prefix": key.prefix,
        "created": _instant(key.created_at),
        "last_used": _instant(key.last_used_at),
        "state": state_of(key, datetime.now(UTC)),
    }


def _instant(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if instant else None


def _limits(plan: "UsagePlan") -> dict[str, object]:
    return {
        "name": plan.name,
        "rate": plan.rate and f"{plan.rate * 60:g}/minute",
        "burst": plan.burst,
        "quota": plan.quota and f"{plan.quota}/{plan.period}",
    }


def _columns(plan: "UsagePlan") -> dict[str, object]:
    return {name: getattr(plan, name) for name in ("name", "rate", "burst", "quota", "period")}


def _print_rows(rows: Sequence[Mapping[str, object]], *, as_json: bool, otherwise: str) -> None:
    if as_json:
        typer.echo(json.dumps(list(rows), indent=2))
        return
    if not rows:
        typer.echo(otherwise)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    table = Table(*(Column(name.replace("_", " "), overflow="fold") for name in rows[0]), box=SIMPLE_HEAD)
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row.values()))
    # A pipe has no width, to which names would have to be folded.
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    Console(highlight=False, width=width).print(table)
