"""GraphQL types whose description is the docstring of their class."""

from enum import EnumMeta
from typing import TypeVar, dataclass_transform

import strawberry

Class = TypeVar("Class", bound=type)
EnumClass = TypeVar("EnumClass", bound=EnumMeta)


@dataclass_transform(field_specifiers=(strawberry.field,))
def object_type(cls: Class) -> Class:
    """Make an object type of a class."""
    return strawberry.type(cls, description=cls.__doc__)


def interface_type(cls: Class) -> Class:
    """Make an interface of a class."""
    return strawberry.interface(cls, description=cls.__doc__)


@dataclass_transform(field_specifiers=(strawberry.field,))
def input_type(cls: Class) -> Class:
    """Make an input type of a class."""
    return strawberry.input(cls, description=cls.__doc__)


def enum_type(cls: EnumClass) -> EnumClass:
    """Make an enum of a class."""
    return strawberry.enum(cls, description=cls.__doc__)
