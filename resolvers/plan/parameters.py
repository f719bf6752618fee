"""The parameters of a statement that is made of separately written parts."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.sql import ClauseElement

from slugger.loaders.bound import Slot

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
_PLACE = re.compile(r"\$(\d+)")
_SLOT = Slot(0).name.removesuffix("0")


class Parameters:
    """Numbers the parameters of the parts of one statement, and knows what each is sent with."""

    def __init__(self) -> None:
        """Begin without any."""
        self._sources: list[int | tuple[Any]] = []
        self._numbers: dict[str, int] = {}

    def write(self, part: ClauseElement) -> str:
        """Give the SQL of a part; its slots keep one parameter each, however many parts have them."""
        compiled: Any = part.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        names: Sequence[str] = compiled.positiontup or ()
        numbers = [self._number(name, compiled.params) for name in names]
        return _PLACE.sub(lambda place: f"${numbers[int(place[1]) - 1]}", compiled.string)

    def values(self, slots: Sequence[Any]) -> list[Any]:
        """Give the values to send: those of the slots, and those that stand in the parts."""
        return [slots[source] if isinstance(source, int) else source[0] for source in self._sources]

    def _number(self, name: str, values: dict[str, Any]) -> int:
        if name.startswith(_SLOT):
            if name not in self._numbers:
                self._sources.append(int(name.removeprefix(_SLOT)))
                self._numbers[name] = len(self._sources)
            return self._numbers[name]
        self._sources.append((values[name],))
        return len(self._sources)
