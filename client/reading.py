"""A reader of GraphQL: it takes valid documents apart, and leaves it to the server whether one is valid."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from slugger.client.document import Document, Field, Inline, Operation, Part, Selection, Spread
from slugger.client.errors import ArgumentError

_TOKEN = re.compile(
    r'(?P<ignored>[\s,\ufeff]+|#[^\r\n]*)|(?P<string>"""(?:\\"""|[^"]|"(?!""))*"""|"(?:[^"\\\r\n]|\\.)*")'
    r"|(?P<name>[_A-Za-z]\w*)|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<mark>\.\.\.|[!$&()\[\]{}:=@|])",
    re.ASCII,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_END = "the end"
Item = TypeVar("Item")


class Token(NamedTuple):
    """A word of a document and where it stands."""

    text: str
    start: int
    end: int
    kind: str


def read(text: str) -> Document:
    """Take `text` apart; raises ArgumentError where it is not GraphQL."""
    return _Reader(text).document()


def is_query(text: str, operation: str | None) -> bool:
    """Tell an operation that reads, so that it can be asked again; False where that cannot be told."""
    try:
        found = read(text).operations
    except (ArgumentError, RecursionError):
        return False
    chosen = [known for known in found if operation is None or known.name == operation]
    return bool(chosen) and all(known.kind == "query" for known in chosen)


def _tokens(text: str) -> list[Token]:
    tokens, place = [], 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _not_graphql(text, place)
        if found.lastgroup != "ignored":
            tokens.append(Token(found.group(), found.start(), found.end(), str(found.lastgroup)))
        place = found.end()
    return [*tokens, Token("", place, place, _END)]


def _not_graphql(text: str, place: int) -> ArgumentError:
    line = text.count("\n", 0, place) + 1
    found = text[place : place + 20].split("\n", maxsplit=1)[0] or _END
    return ArgumentError(f"The query is not GraphQL: line {line} does not go on with {found!r}.")


class _Reader:
    """Reads the tokens of one document from the first to the last."""

    def __init__(self, text: str) -> None:
        self.read = Document(text)
        self.tokens = _tokens(text)
        self.place = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self, *expected: str) -> Token:
        token = self.next
        if token.kind == _END or (expected and token.text not in expected):
            raise _not_graphql(self.read.text, token.start)
        self.place += 1
        return token

    def name(self) -> str:
        if self.next.kind != "name":
            raise _not_graphql(self.read.text, self.next.start)
        return self.take().text

    def between(self, opening: str, item: Callable[[], Item]) -> tuple[Item, ...]:
        """Read items up to the closing mark; none where the opening one is absent."""
        if self.next.text != opening or self.next.kind != "mark":
            return ()
        self.take()
        items = []
        while self.next.text != _CLOSING[opening]:
            items.append(item())
        self.take()
        return tuple(items)

    def document(self) -> Document:
        while self.next.kind != _END:
            if self.next.text == "fragment":
                self.take()
                name = self.name()
                self.read.fragments[name] = self.fragment()
            else:
                self.read.operations.append(self.operation())
        return self.read

    def operation(self) -> Operation:
        if self.next.text == "{":
            start = self.next.start
            return Operation("query", None, (), self.selections(), start, shorthand=True)
        kind = self.take("query", "mutation", "subscription").text
        name = self.name() if self.next.kind == "name" else None
        head = self.head()
        variables = self.between("(", self.variable)
        self.directives()
        return Operation(kind, name, variables, self.selections(), head)

    def variable(self) -> Part:
        start = self.take("$").start
        name = self.name()
        self.take(":")
        self.value()
        if self.next.text == "!":
            self.take()
        default = None
        if self.next.text == "=":
            self.take()
            default = self.value()
        self.directives()
        return Part(name, default, start, self.tokens[self.place - 1].end)

    def selections(self) -> tuple[Selection, ...]:
        return self.between("{", self.selection)

    def selection(self) -> Selection:
        if self.next.text != "...":
            return self.field()
        self.take()
        if self.next.kind == "name" and self.next.text != "on":
            spread = Spread(self.name())
            self.directives()
            return spread
        return self.fragment()

    def fragment(self) -> Inline:
        condition = None
        if self.next.text == "on":
            self.take()
            condition = self.name()
        self.directives()
        return Inline(condition, self.selections())

    def field(self) -> Field:
        key = name = self.name()
        if self.next.text == ":":
            self.take()
            name = self.name()
        head = self.head()
        arguments = self.between("(", self.argument)
        self.directives()
        selections = self.selections()
        return Field(name, key, arguments, selections, head, self.tokens[self.place - 1].start)

    def head(self) -> int:
        """Say where the parentheses after a name begin, or would."""
        return self.next.start if self.next.text == "(" else self.tokens[self.place - 1].end

    def argument(self) -> Part:
        start, name = self.next.start, self.name()
        self.take(":")
        return Part(name, self.value(), start, self.tokens[self.place - 1].end)

    def value(self) -> str:
        """Read a value or a type; give its text, that of a variable without spaces."""
        first = self.take()
        if first.text == "$":
            name = self.name()
            self.read.uses[name] = self.read.uses.get(name, 0) + 1
            return f"${name}"
        if first.text in {"[", "{"}:
            while self.next.text != _CLOSING[first.text]:
                self.value()
            self.take()
        return self.read.text[first.start : self.tokens[self.place - 1].end]

    def directives(self) -> None:
        while self.next.text == "@":
            self.take()
            self.read.conditional |= self.name() in {"skip", "include"}
            self.between("(", self.argument)
