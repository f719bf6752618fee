"""The shape of an operation, which its text alone tells: every fragment is looked at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, TypeAlias

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from slugger.resolvers.excess import excess, hold
from slugger.resolvers.limits import Limits

INTROSPECTION = frozenset({"__schema", "__type"})
"""Fields that ask for the schema, whose types nest as deep as they are written."""
DEEPEST_NESTING = 100
"""Most selections inside each other, inline fragments and spreads included: what recursion over them is safe with."""
_HELD = ("depth", "root_fields", "selections", "aliases", "directives")

Definition: TypeAlias = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(frozen=True)
class Shape:
    """How much is written in an operation, where every fragment counts wherever it is spread."""

    depth: int
    """Fields inside each other; those inside `__schema` and `__type` do not count."""
    nesting: int
    """Selections inside each other, whether of fields or of fragments."""
    root_fields: int
    selections: int
    """Fields and fragments."""
    aliases: int
    directives: int

    def hold(self, limits: Limits) -> None:
        """Raise DepthError or SizeError where this is more than `limits` allow."""
        if self.nesting > DEEPEST_NESTING:
            raise excess("nesting", DEEPEST_NESTING, self.nesting)
        for name in _HELD:
            hold(limits, name, getattr(self, name))


class _Place(NamedTuple):
    """Where a selection stands in its definition: inside how many fields that count, and how many selections."""

    depth: int = 0
    nesting: int = 1
    at_root: bool = True
    counts: bool = True


@dataclass
class _Count:
    """What a definition holds itself, and what is spread in it."""

    depth: int = 0
    nesting: int = 1
    root_fields: int = 0
    selections: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: list[tuple[str, _Place]] = field(default_factory=list)

    def add(self, shape: Shape, place: _Place) -> None:
        """Count what a fragment that is spread at `place` holds in all."""
        self.depth = max(self.depth, place.depth + (shape.depth if place.counts else 0))
        self.nesting = max(self.nesting, place.nesting + shape.nesting)
        self.root_fields += shape.root_fields if place.at_root else 0
        self.selections += shape.selections
        self.aliases += shape.aliases
        self.directives += shape.directives

    def shape(self, fragments: Mapping[str, Shape]) -> Shape:
        """Give the shape of the whole; fragments that are not known count nothing."""
        for name, place in self.spreads:
            if name in fragments:
                self.add(fragments[name], place)
        return Shape(self.depth, self.nesting, self.root_fields, self.selections, self.aliases, self.directives)


def shapes(document: DocumentNode) -> list[tuple[OperationDefinitionNode, Shape]]:
    """Give the shape of each operation; fragments that spread themselves count nothing, since validation refuses them.

    Takes a time that is linear in the length of the document.
    """
    definitions = document.definitions
    counts = {node.name.value: _count(node) for node in definitions if isinstance(node, FragmentDefinitionNode)}
    known: dict[str, Shape] = {}
    for name in _inner_first(counts):
        known[name] = counts[name].shape(known)
    return [(node, _count(node).shape(known)) for node in definitions if isinstance(node, OperationDefinitionNode)]


def _inner_first(counts: Mapping[str, _Count]) -> list[str]:
    """List the fragments, each after those that are spread in it."""
    graph = {name: [inner for inner, _ in count.spreads if inner in counts] for name, count in counts.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        return []


def _count(definition: Definition) -> _Count:
    count = _Count(directives=len(definition.directives or ()))
    for variable in definition.variable_definitions or ():
        count.directives += len(variable.directives or ())
    open_sets = [(definition.selection_set, _Place())]
    while open_sets:
        selections, place = open_sets.pop()
        count.nesting = max(count.nesting, place.nesting)
        open_sets.extend(_count_selections(count, selections, place))
    return count


def _count_selections(
    count: _Count, selections: SelectionSetNode, place: _Place
) -> Iterator[tuple[SelectionSetNode, _Place]]:
    """Count what stands directly in a selection, and give the selections inside it."""
    for node in selections.selections:
        count.selections += 1
        count.directives += len(node.directives or ())
        if isinstance(node, FragmentSpreadNode):
            count.spreads.append((node.name.value, place))
        elif isinstance(node, InlineFragmentNode):
            yield node.selection_set, place._replace(nesting=place.nesting + 1)
        elif isinstance(node, FieldNode):
            inside = _enter(count, node, place)
            if node.selection_set:
                yield node.selection_set, inside


def _enter(count: _Count, node: FieldNode, place: _Place) -> _Place:
    depth = place.depth + (1 if place.counts else 0)
    count.depth = max(count.depth, depth)
    count.root_fields += 1 if place.at_root else 0
    count.aliases += 1 if node.alias else 0
    counts = place.counts and node.name.value not in INTROSPECTION
    return _Place(depth, place.nesting + 1, at_root=False, counts=counts)
