"""The Python client: questions to a SLUGGER, answered as dictionaries or as Polars, pandas or Arrow tables.

    from slugger.client import Client

    with Client("http://127.0.0.1:8000", cache=True) as client:
        pitches = client.pitches("2026-05-01", "2026-05-31", where={"pitch_type": {"eq": "SLIDER"}})

It needs httpx and Polars, and nothing of the server.
"""

from slugger.client.client import Client
from slugger.client.errors import (
    AnswerError,
    ArgumentError,
    BusyError,
    CacheWarning,
    ClientError,
    DamagedError,
    Failure,
    MissingPackageError,
    QueryError,
    ServerError,
    TransientError,
    TruncatedWarning,
    UnreachableError,
)
from slugger.client.fields import PITCH_FIELDS
from slugger.client.retries import Retries

__all__ = [
    "PITCH_FIELDS",
    "AnswerError",
    "ArgumentError",
    "BusyError",
    "CacheWarning",
    "Client",
    "ClientError",
    "DamagedError",
    "Failure",
    "MissingPackageError",
    "QueryError",
    "Retries",
    "ServerError",
    "TransientError",
    "TruncatedWarning",
    "UnreachableError",
]
