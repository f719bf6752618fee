"""How much each row of an export asks for: a list may be of any length, and what is nested in its rows may not."""

from graphql import DocumentNode, FragmentDefinitionNode, VariableValues
from strawberry import Schema

from slugger.resolvers.excess import hold
from slugger.resolvers.limits import Limits
from slugger.resolvers.plan.tables import CheckRow
from slugger.resolvers.plan.tree import Selected
from slugger.resolvers.reading import Grouped, Windowed
from slugger.schema.limits import Measure


def row_check(schema: Schema, limits: Limits) -> CheckRow:
    """Make what holds one row of a list against the limits of a request. Raises SizeError."""

    def check(document: DocumentNode, leading: Selected, variables: VariableValues) -> None:
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        measure = Measure(schema._schema, fragments, variables, limits)
        amounts = [measure.of(node.selection_set, field.type).once for field in _rows(leading) for node in field.nodes]
        hold(limits, "nodes", sum(amount.objects for amount in amounts))
        hold(limits, "values", sum(amount.values for amount in amounts))

    return check


def _rows(leading: Selected) -> list[Selected]:
    """Give the fields that are selected of the rows of the list that a field leads to."""
    if not leading.whole:
        return _rows(leading.children[0])
    if not isinstance(leading.reading, (Windowed, Grouped)):
        return [leading]
    return [field for field in leading.children if field.definition and field.name in {"nodes", "edges"}]
