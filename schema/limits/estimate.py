"""What an operation is estimated to give, remembered for the page sizes that it was asked with."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, get_variable_values

from slugger.resolvers.excess import hold
from slugger.resolvers.limits import Limits
from slugger.schema.limits.measure import Measure

MOST_KEPT = 32
"""Estimates that an operation keeps, one for each set of limits and page sizes."""

Sizes: TypeAlias = tuple[Hashable, ...]
"""The values of the variables that an estimate depends on, lists as their lengths."""


@dataclass
class Estimator:
    """Estimates how many objects a valid operation gives at most, taking every page as full."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    sizing: set[str] = field(default_factory=set)
    kept: dict[tuple[Limits, Sizes], int] = field(default_factory=dict)

    def objects(self, variables: Mapping[str, Any], limits: Limits) -> int | None:
        """Give the number of objects; None for variables that do not fit.

        Raises SizeError or PageError for more objects, values, statements or rows of a page than `limits` allow.
        """
        found = self.kept.get((limits, self._sizes(variables)))
        if found is None:
            found = self._measure(variables, limits)
            if found is not None:
                self._keep(found, variables, limits)
        return found

    def _measure(self, variables: Mapping[str, Any], limits: Limits) -> int | None:
        definitions = self.operation.variable_definitions or ()
        values = get_variable_values(self.schema, definitions, dict(variables), max_errors=1)
        if isinstance(values, list):
            return None  # nothing is executed: the executor finds the same errors
        measure = Measure(self.schema, self.fragments, values, limits, self.sizing)
        root = self.schema.get_root_type(self.operation.operation)
        amount = measure.of(self.operation.selection_set, root).once
        hold(limits, "nodes", amount.objects)
        hold(limits, "values", amount.values)
        return amount.objects

    def _keep(self, objects: int, variables: Mapping[str, Any], limits: Limits) -> None:
        if len(self.kept) >= MOST_KEPT:
            self.kept.clear()
        self.kept[limits, self._sizes(variables)] = objects

    def _sizes(self, variables: Mapping[str, Any]) -> Sizes:
        return tuple(_size(variables, name) for name in sorted(self.sizing))


def _size(variables: Mapping[str, Any], name: str) -> Hashable:
    if name not in variables:
        return None
    value = variables[name]
    return (list, len(value)) if isinstance(value, list) else (type(value), str(value))
