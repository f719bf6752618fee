"""The line-up: who is measured, and how each is started and asked."""

from collections.abc import Callable
from dataclasses import dataclass

from bench import contestant, node
from bench.dialect import Dialect, Endpoints, Graph

_NO_FILE = {"Q6": "it has no export"}


@dataclass(frozen=True)
class Contestant:
    """A server that answers questions; `command` fetches what the server needs and gives what starts it."""

    name: str
    command: Callable[[], tuple[str, ...]]
    dialect: Dialect


REFERENCE, POSTGRAPHILE, OURS = "handwritten", "postgraphile", "slugger"
LINEUP = {
    REFERENCE: Contestant("hand-written endpoint", lambda: contestant.HANDWRITTEN, Endpoints()),
    "json": Contestant("PostgreSQL's own JSON", lambda: contestant.OWN_JSON, Endpoints(_NO_FILE)),
    POSTGRAPHILE: Contestant("PostGraphile", node.postgraphile, Graph("postgraphile", lacking=_NO_FILE)),
    "strawchemy": Contestant(
        "Strawchemy",
        lambda: contestant.GENERATED,
        Graph("strawchemy", lacking={"Q4": "it aggregates, but groups by nothing", **_NO_FILE}),
    ),
    "tutorial": Contestant(
        "Strawberry as in tutorials", lambda: contestant.TUTORIAL, Graph("tutorial", lacking=_NO_FILE)
    ),
    OURS: Contestant(
        "slugger serve", lambda: contestant.SLUGGER, Graph("slugger", paths={"Q6": "/export?format=parquet"})
    ),
    "unkept": Contestant(
        "slugger, keeping nothing",
        lambda: ("env", "SLUGGER_STATS_CACHE_BYTES=0", *contestant.SLUGGER),
        Graph("slugger", lacking=dict.fromkeys(("Q1", "Q2", "Q3", "Q5", "Q6"), "only aggregates are kept")),
    ),
}
"""By the name that the command line takes."""
