"""Values in statements: sent along with a statement, or left open for whoever sends it later."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Double, Integer, SmallInteger, bindparam
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
    """Give the parameter for a value that is compared with a column of type `kind`, or for the slot of one."""
    wide = Integer() if isinstance(kind, SmallInteger) else kind
    return bindparam(value.name, type_=wide) if isinstance(value, Slot) else bindparam(None, value, type_=wide)


def bound_number(value: Value) -> BindParameter[Any]:
    """Give the parameter for a number with a fraction, whatever it is compared with."""
    return bound(value, Double())
