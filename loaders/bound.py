"""Values in statements: sent along with a statement, or left open for whoever sends it later."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, BindParameter, Double, Integer, SmallInteger, bindparam
from sqlalchemy.types import TypeEngine

Value: TypeAlias = Any
"""A value that is compared with a column: a plain one of Python, or a Slot that stands for it."""


@dataclass(frozen=True)
class Slot:
    """The place of a value in a statement that is written once and sent with ever other values."""

    number: int

    @property
    def name(self) -> str:
        """Name of the parameter."""
        return f"slot_{self.number}"


def bound(value: Value, kind: TypeEngine[Any]) -> BindParameter[Any]:
    """Give the parameter for a value of type `kind`, or for the slot of one."""
    return bindparam(value.name, type_=kind) if isinstance(value, Slot) else bindparam(None, value, type_=kind)


def comparable(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Give the type of what a client compares a column of type `kind` with, which may hold more than the column.

    GraphQL has no whole numbers of 64 bits: a column of them is a Float there.
    """
    if isinstance(kind, SmallInteger):
        return Integer()
    return Double() if isinstance(kind, BigInteger) else kind
