"""Ids that are unique over all types: the type's name and the row's key, in base64url."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

from slugger.models.plate_appearance import KEY as PLATE_APPEARANCE_KEY
from slugger.resolvers.errors import IdentifierError
from slugger.resolvers.opaque import from_opaque, to_opaque
from slugger.resolvers.reading import Value, reads

Key: TypeAlias = UUID | int | str
"""The primary key of a row, as the tables hold it."""


def global_id(noun: str, key: object) -> str:
    """Give the id of the row of type `noun` with primary key `key`."""
    return to_opaque(f"{noun}:{key}".encode())


def split_id(identifier: str) -> tuple[str, str]:
    """Give the type and the key that a global id names; raises IdentifierError."""
    noun, _, key = (from_opaque(identifier) or b"").decode("ascii", "replace").partition(":")
    if not (noun.isalpha() and noun.isascii() and key):
        raise IdentifierError(f"{shown(identifier)} is not an id.")
    return noun, key


def key_of(noun: str, identifier: str) -> Key:
    """Give the key of a row of type `noun` from its global id or the plain key; raises IdentifierError."""
    if (key := read_key(noun, identifier)) is not None:
        return key
    found, text = split_id(identifier)
    if found != noun:
        raise IdentifierError(f"{shown(identifier)} is the id of a {found}, where the id of a {noun} belongs.")
    if (key := read_key(noun, text)) is not None:
        return key
    raise IdentifierError(f"{shown(identifier)} is not the id of a {noun}.")


def read_key(noun: str, text: str) -> Key | None:
    """Read the plain key of a row of type `noun`; None for a text that is none."""
    return _READ.get(noun, uuid_of)(text)


def uuid_of(text: str) -> UUID | None:
    """Read a UUID as 36 characters with hyphens or 32 without; None for anything else."""
    if len(text) not in {32, 36}:
        return None
    try:
        key = UUID(text)
    except ValueError:
        return None
    return key if text.lower() in {str(key), key.hex} else None


def _year_of(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None  # noqa: PLR2004


def _plate_appearance_of(text: str) -> str | None:
    return text if PLATE_APPEARANCE_KEY.fullmatch(text) else None


_READ: Mapping[str, Callable[[str], Key | None]] = {"Season": _year_of, "PlateAppearance": _plate_appearance_of}
"""What reads the keys of types whose keys are no UUIDs."""


def id_field(noun: str, key: str) -> Callable[[Any], str]:
    """Make the resolver of the global id of a row of type `noun` whose primary key is the column `key`."""

    @reads(Value(key, lambda column: _encoded(noun, column), noun=noun))
    def resolve_id(root: Any) -> str:  # noqa: ANN401  rows of every table
        return global_id(noun, getattr(root, key))

    return resolve_id


def _encoded(noun: str, column: str) -> str:
    """Write the global id in SQL: base64url, whose padding is dropped."""
    named = f"convert_to('{noun}:' || {column}, 'UTF8')"
    return f"translate(encode({named}, 'base64'), E'+/=\\n', '-_')"


def shown(identifier: str) -> str:
    """Quote an id in a sentence, cut where it is long."""
    kept = identifier if len(identifier) <= 80 else f"{identifier[:77]}..."  # noqa: PLR2004
    return f"{kept.encode('unicode_escape').decode()!r}"
