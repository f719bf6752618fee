"""The values that a request brings along: how many its variables hold, and how long its texts are."""

from collections.abc import Mapping
from typing import Any

from graphql import SKIP, ArgumentNode, DocumentNode, StringValueNode, VariableNode, Visitor, VisitorAction, visit

from slugger.resolvers.excess import excess, hold
from slugger.resolvers.limits import Limits

CURSORS = frozenset({"after", "before"})
"""Arguments whose texts are the server's own, as long as they had to be."""


class Inputs(Visitor):
    """What a document says of its inputs: the longest text in it, and the variables that hold cursors."""

    def __init__(self, document: DocumentNode) -> None:
        """Look through the document, once."""
        super().__init__()
        self.longest = 0
        self.cursors: set[str] = set()
        visit(document, self)

    def enter_argument(self, node: ArgumentNode, *_: object) -> VisitorAction:
        """Pass over cursors, and note the variables that are some."""
        if node.name.value not in CURSORS:
            return None
        if isinstance(node.value, VariableNode):
            self.cursors.add(node.value.name.value)
        return SKIP

    def enter_string_value(self, node: StringValueNode, key: str | int | None, *_: object) -> VisitorAction:
        """Note the length of a text that is no description."""
        if key != "description":
            self.longest = max(self.longest, len(node.value))
        return None

    def hold_texts(self, variables: Mapping[str, Any], limits: Limits) -> None:
        """Raise UserInputError where a text is longer than `limits` allow."""
        hold(limits, "text", self.longest)
        for name, value in variables.items():
            if name not in self.cursors:
                hold(limits, "text", _longest(value))


def hold_variables(variables: Mapping[str, Any], limits: Limits) -> None:
    """Raise SizeError where variables hold more values than `limits` allow; no more than those are looked at."""
    held, rest = 0, list(variables.values())
    while rest:
        value = rest.pop()
        held += 1
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if held + len(rest) + len(inner) > limits.inputs:
            raise excess("inputs", limits.inputs, held + len(rest) + len(inner))
        rest.extend(inner)


def _longest(value: object) -> int:
    """Give the length of the longest text in the value of a variable."""
    longest, rest = 0, [value]
    while rest:
        value = rest.pop()
        if isinstance(value, str):
            longest = max(longest, len(value))
        elif isinstance(value, list | dict):
            rest.extend(value.values() if isinstance(value, dict) else value)
    return longest
