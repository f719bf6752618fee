"""The failures that a user of the program can meet: each is one sentence, printed without a traceback.

    SluggerError
    ├── SettingsError            a setting holds a value that cannot be used (exit code 2, as for a bad option)
    ├── AddressError             the address to serve on is taken or is not this machine's
    ├── PlanLimitsError          a usage plan was asked for without its limits, or with ones that are none (exit code 2)
    ├── NothingToIngestError     the paths given to ingest hold no file that could be loaded (exit code 2)
    ├── OutdatedDatabaseError    a given database has not been brought to the tables of this version
    └── StoppedError             a signal ended the work before it was through (exit code 130, as shells have it)

The layers below have their own, which the program treats alike (`FROM_BELOW`).
"""

from typing import ClassVar

FROM_BELOW = frozenset(
    {
        "slugger.jobs.trackman.worker.WorkerError",
        "slugger.models.adoption.errors.AdoptionError",
        "slugger.models.embedded_programs.EmbeddedError",
        "slugger.models.engine.DatabaseError",
        "slugger.models.migration.MigrationError",
        "slugger.resolvers.api_key.ApiKeyError",
    }
)
"""Expected failures of other layers, by name: importing them would cost `slugger --help` a second."""


class SluggerError(Exception):
    """An expected failure; its text is one sentence for the user."""

    exit_code: ClassVar[int] = 1


class SettingsError(SluggerError):
    """A setting holds a value that cannot be used."""

    exit_code = 2


class AddressError(SluggerError):
    """The address to serve on is taken, or is not an address of this machine."""


class PlanLimitsError(SluggerError):
    """The options of a usage plan do not say its limits."""

    exit_code = 2


class NothingToIngestError(SluggerError):
    """The paths given to `slugger ingest` hold no file."""

    exit_code = 2


class OutdatedDatabaseError(SluggerError):
    """A given database lacks migrations, which `slugger db upgrade` applies."""


class StoppedError(SluggerError):
    """A signal ended the work before it was through; what it held is released."""

    exit_code = 130


def is_expected(error: BaseException) -> bool:
    """Tell an expected failure, of this tree or from below, from a defect."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    return isinstance(error, SluggerError) or not names.isdisjoint(FROM_BELOW)
