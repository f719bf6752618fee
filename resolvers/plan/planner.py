"""Answers whole operations by one statement each, written once and kept for all operations of the same shape."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    VariableValues,
    get_argument_values,
    get_operation_ast,
    get_variable_values,
    print_ast,
)
from strawberry import Schema
from strawberry.types.arguments import convert_arguments

from slugger.loaders.bound import Slot
from slugger.loaders.condition import mapped
from slugger.loaders.page import PageRequest
from slugger.loaders.percentile import PercentileRequest
from slugger.loaders.stats import StatsRequest
from slugger.resolvers.connection import EVERY_ROW, PAGE
from slugger.resolvers.kept import Kept
from slugger.resolvers.plan.frame import Written
from slugger.resolvers.plan.json_text import MARKER
from slugger.resolvers.plan.parameters import Parameters
from slugger.resolvers.plan.tree import Reader, Selected, UnplannedError, locating
from slugger.resolvers.plan.writer import Writer
from slugger.resolvers.reading import Argued, Grouped, Listed, Ranked, Sought, Windowed

LOG = logging.getLogger("slugger.resolvers")
NO_VARIABLES = VariableValues({}, {})
USUAL_TOKENS = 200
"""Tokens of a document for which there is room in each tree that is kept."""
USUAL_WEIGHT = 10_000
"""Weight for which there is room in each statement that is kept."""
TOKEN_WEIGHT = 25
"""What a token of the document that a statement is written for weighs; a character of the statement weighs 1."""


@dataclass(frozen=True)
class Operation:
    """An operation of a valid document; equal ones select the same fields."""

    text: str
    name: str | None
    switches: tuple[tuple[str, bool], ...]
    """The variables that say yes or no, of which some say what is included."""
    document: DocumentNode = field(compare=False)
    node: OperationDefinitionNode = field(compare=False)


@dataclass(frozen=True, eq=False)
class Tree:
    """The fields of an operation, and those among them that have arguments to read."""

    root: tuple[Selected, ...]
    asking: tuple[Selected, ...]
    constant: Mapping[Selected, Any]
    """What those ask for whose arguments hold no variable."""
    tokens: int
    """Tokens of the document, which is kept with the tree."""


@dataclass(frozen=True)
class Shape:
    """What a statement is written for: a tree, and what its fields ask for but for the values."""

    tree: Tree
    asked: tuple[Any, ...]


@dataclass(frozen=True)
class Statement:
    """A statement for every operation of one shape."""

    written: Written
    parameters: Parameters
    weight: int
    """About how much is kept with it."""


@dataclass(frozen=True)
class Planned:
    """The answer to an operation."""

    data: bytes
    """Its `data` as JSON."""
    objects: int
    """How many objects with members they hold, without the one that holds them all."""
    truncated: frozenset[str]
    """Paths of the lists that end at a limit nobody asked for."""


def planned(statement: Statement, row: Sequence[Any]) -> Planned | None:
    """Make the answer of the row of a statement; None where it shows what only the executor can answer."""
    data, objects, truncated = statement.written.data(row)
    return None if MARKER in data else Planned(data, objects, truncated)


class Planner:
    """The plans of one schema; of usual ones, as many trees and statements are kept as `size` says."""

    def __init__(self, schema: Schema, size: int = 1_000) -> None:
        """Begin without plans."""
        self.schema = schema
        self._trees = Kept(self._tree, lambda tree: tree.tokens, size, size * USUAL_TOKENS)
        self._statements = Kept(self._statement, lambda statement: statement.weight, size, size * USUAL_WEIGHT)

    def prepare(
        self, text: str, document: DocumentNode, name: str | None, variables: Mapping[str, Any]
    ) -> tuple[Statement, list[Any]] | None:
        """Give the statement of an operation and the values to send with it."""
        node = get_operation_ast(document, name)
        if node is None:
            return None
        coerced = get_variable_values(self.schema._schema, node.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            return None
        switches = tuple((key, value) for key, value in coerced.coerced.items() if isinstance(value, bool))
        operation = Operation(text, name, switches, document, node)
        slots: list[Any] = []
        try:
            tree = self._trees(operation)
            asked = tuple(self._asked(selected, tree, coerced, slots) for selected in tree.asking)
            statement = self._statements(Shape(tree, asked))
        except UnplannedError as reason:
            LOG.debug("Left to the executor: %s.", reason)
            return None
        except GraphQLError as error:  # which the executor finds too, and says where
            LOG.debug("Left to the executor: an argument is refused, %s", error.message)
            return None
        return statement, statement.parameters.values(slots)

    def _tree(self, operation: Operation) -> Tree:
        root = self._root(operation)
        asking = tuple(_asking(root))
        fixed = (selected for selected in asking if not _may_hold_variables(selected))
        constant = {selected: self._request(selected, NO_VARIABLES) for selected in fixed}
        return Tree(root, asking, constant, operation.document.token_count or 0)

    def _root(self, operation: Operation) -> tuple[Selected, ...]:
        definitions = operation.document.definitions
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        return Reader(self.schema._schema, fragments, dict(operation.switches)).read(operation.node)

    def _statement(self, shape: Shape) -> Statement:
        writer = Writer(dict(zip(shape.tree.asking, shape.asked, strict=True)))
        written = writer.statement(shape.tree.root)
        return Statement(written, writer.parameters, len(written.text) + TOKEN_WEIGHT * shape.tree.tokens)

    def _asked(self, selected: Selected, tree: Tree, variables: VariableValues, slots: list[Any]) -> Any:  # noqa: ANN401
        """Give what a field asks for, with a slot where each value stands."""

        def slot(value: Any) -> Slot:  # noqa: ANN401  a value of any type
            slots.append(list(value) if isinstance(value, tuple) else value)
            return Slot(len(slots) - 1)

        asked = tree.constant.get(selected) or self._request(selected, variables)
        match asked:
            case PageRequest(rows, _, window):
                return replace(asked, rows=replace(rows, asked=mapped(rows.asked, slot)), window=window.mapped(slot))
            case StatsRequest() | PercentileRequest():
                return asked.mapped(slot)
            case str():
                return asked
            case (batch, key):
                return batch, slot(key)
        return mapped(asked, slot)

    def _request(self, selected: Selected, variables: VariableValues) -> Any:  # noqa: ANN401  what is asked for
        """Read the arguments of a field as its resolver would."""
        arguments = self._arguments(selected, variables)
        match selected.reading:
            case Windowed(_, _, ask):
                return ask(None, arguments, EVERY_ROW if selected.whole else PAGE)
            case Grouped(_, _, ask):
                asked = ask(None, arguments)
                return replace(asked, limit=None) if selected.whole and not selected.gives("first") else asked
            case Ranked(_, ask):
                return ask(None, arguments)
            case Argued(column):
                return column(**arguments)
            case Sought(find):
                return find(**arguments)
            case Listed(ask=ask) if ask:
                return ask(**arguments)
        raise TypeError(selected.name)

    def _arguments(self, selected: Selected, variables: VariableValues) -> dict[str, Any]:
        assert selected.definition is not None  # noqa: S101 - it has arguments
        given = get_argument_values(selected.definition, selected.nodes[0], variables)
        converter = self.schema.schema_converter
        return convert_arguments(given, selected.field.arguments, converter.scalar_registry, self.schema.config)


def _may_hold_variables(selected: Selected) -> bool:
    return any("$" in print_ast(argument) for argument in selected.nodes[0].arguments or ())


def _asking(selections: tuple[Selected, ...]) -> list[Selected]:
    """List the fields whose arguments say what is read, outer ones first."""
    found = []
    for selected in selections:
        if selected.definition is None:
            continue
        with locating(selected.key):
            if isinstance(selected.reading, (Windowed, Sought, Grouped, Ranked, Argued)) or (
                isinstance(selected.reading, Listed) and selected.reading.ask
            ):
                found.append(selected)
            found.extend(_asking(selected.children))
    return found
