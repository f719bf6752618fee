"""What is made once for a key and kept while it is asked for, bounded in number and in weight."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values by key, at most `most` and together no heavier than `heaviest`; the longest unused go first."""

    def __init__(self, make: Callable[[Key], Value], weigh: Callable[[Value], int], most: int, heaviest: int) -> None:
        """Begin empty; `make` gives what is not kept."""
        self.make, self.weigh, self.most, self.heaviest = make, weigh, most, heaviest
        self.weight = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        """Count the values."""
        return len(self._values)

    def __call__(self, key: Key) -> Value:
        """Give the value of a key. Raises what `make` does, which is not kept."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
            return found[0]
        value = self.make(key)
        weight = self.weigh(value)
        if weight > self.heaviest:
            return value
        self._values[key] = value, weight
        self.weight += weight
        while len(self._values) > self.most or self.weight > self.heaviest:
            self.weight -= self._values.popitem(last=False)[1][1]
        return value
