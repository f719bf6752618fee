"""What operations ask for, read once: the tree of their fields, and what each asks for but for the values."""

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
from slugger.resolvers.plan.tree import Reader, Selected, locating
from slugger.resolvers.reading import Argued, Grouped, Listed, Ranked, Sought, Windowed

NO_VARIABLES = VariableValues({}, {})
USUAL_TOKENS = 200
"""Tokens of a document for which there is room in each tree that is kept."""


class InvalidError(Exception):
    """A document, or the variables of its operation, are not what the schema has; it holds each error."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        """Keep the errors."""
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)


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
class Asked:
    """An operation as it is asked: its shape, the values of the slots, and the variables that they are of."""

    shape: Shape
    slots: list[Any]
    variables: VariableValues


class Shapes:
    """The shapes of the operations of one schema; of usual ones, as many trees are kept as `size` says."""

    def __init__(self, schema: Schema, size: int) -> None:
        """Begin without trees."""
        self.schema = schema
        self._trees = Kept(self._tree, lambda tree: tree.tokens, size, size * USUAL_TOKENS)

    def read(
        self,
        text: str,
        document: DocumentNode,
        node: OperationDefinitionNode,
        name: str | None,
        variables: Mapping[str, Any],
    ) -> Asked:
        """Read an operation of a valid document.

        Raises InvalidError for variables that do not fit, UnplannedError for what is not made of rows, GraphQLError
        for arguments that a resolver refuses.
        """
        coerced = get_variable_values(self.schema._schema, node.variable_definitions or (), dict(variables))
        if isinstance(coerced, list):
            raise InvalidError(coerced)
        switches = tuple((key, value) for key, value in coerced.coerced.items() if isinstance(value, bool))
        tree = self._trees(Operation(text, name, switches, document, node))
        slots: list[Any] = []
        asked = tuple(self._asked(selected, tree, coerced, slots) for selected in tree.asking)
        return Asked(Shape(tree, asked), slots, coerced)

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
                return replace(asked, limit=None) if selected.whole and asked.unasked else asked
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
