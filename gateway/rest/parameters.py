"""Query parameters: a pydantic model an endpoint is their one table, with rule, effect and description each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import parse_qsl

from pydantic import UUID4, BaseModel, ConfigDict, Field

from slugger.loaders.legacy.condition import Condition, Operator
from slugger.loaders.legacy.listing import Window


@dataclass(frozen=True)
class Effect:
    """What a parameter does to the rows: its value is compared with a column of the listing."""

    operator: Operator
    column: str


EQUALS, LIKE, CONTAINS, NAMED = Operator.EQUALS, Operator.LIKE, Operator.CONTAINS, Operator.NAMED

ShortText: TypeAlias = Annotated[str, Field(max_length=100)]
Key: TypeAlias = UUID4
PageNumber: TypeAlias = Annotated[int, Field(ge=1)]
PageSize: TypeAlias = Annotated[int, Field(ge=1, le=1000)]
Direction: TypeAlias = Literal["ASC", "DESC"]

DEFAULT_PAGE_SIZE = 20


class QueryParams(BaseModel):
    """The parameters of a listing; each field that narrows it carries an `Effect`, unknown parameters are ignored.

    The subclasses have the legacy system's names, which stand in the text of a refusal.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    order: Direction

    @property
    def descending(self) -> bool:
        """Tell whether the order goes down."""
        return self.order == "DESC"

    def conditions(self) -> tuple[Condition, ...]:
        """Give what the rows must meet."""
        return tuple(
            Condition(effect.column, effect.operator, value)
            for name, effect in self.effects().items()
            if (value := getattr(self, name)) is not None
        )

    @classmethod
    @cache
    def effects(cls) -> Mapping[str, Effect]:
        """Give the effect of each parameter that has one."""
        found = {
            name: next((item for item in info.metadata if isinstance(item, Effect)), None)
            for name, info in cls.model_fields.items()
        }
        return {name: effect for name, effect in found.items() if effect}

    def given(self) -> tuple[Any, ...]:
        """Give every value in the order of the fields: equal tuples ask for the same answer."""
        return tuple(getattr(self, name) for name in type(self).model_fields)


class PagedParams(QueryParams):
    """The parameters of a listing that comes in pages."""

    page: PageNumber = Field(1, description="Number of the page, from 1; a page beyond the last is empty.")
    limit: PageSize = Field(DEFAULT_PAGE_SIZE, description="Rows of a page.")

    def window(self) -> Window:
        """Give the rows of the page."""
        return Window((self.page - 1) * self.limit, self.limit)


class WholeParams(QueryParams):
    """The parameters of a listing that comes whole, or cut after some rows."""

    limit: PageSize | None = Field(None, description="Most rows; all unless given.")
    page: PageNumber | None = Field(None, description="Checked, and without effect.")

    def window(self) -> Window:
        """Give the rows."""
        return Window(limit=self.limit)


def last_values(query: bytes) -> Mapping[str, str]:
    """Read a query string as the gateway does: of a parameter that is given twice, the last value counts."""
    return dict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"))
