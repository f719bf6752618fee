"""Why a database cannot be adopted."""


class AdoptionError(Exception):
    """The database is not one that can be adopted; one sentence says why, and nothing has changed."""


class AdoptedError(AdoptionError):
    """The database has been adopted before."""
