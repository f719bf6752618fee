"""How much each row of an export asks for: a list may be of any length, and what is nested in its rows may not."""

from graphql import DocumentNode, FragmentDefinitionNode, VariableValues
from strawberry import Schema

from slugger.resolvers.errors import DepthError, SizeError
from slugger.resolvers.limits import MAX_DEPTH, MAX_ROWS, MAX_VALUES
from slugger.resolvers.plan.tables import CheckRow
from slugger.resolvers.plan.tree import Selected
from slugger.resolvers.reading import Windowed
from slugger.schema.limits import Measure


def row_check(schema: Schema) -> CheckRow:
    """Make what holds one row of a list against the limits of a request."""

    def check(document: DocumentNode, leading: Selected, variables: VariableValues) -> None:
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        measure = Measure(schema._schema, fragments, variables)
        extents = [measure.of(node.selection_set, field.type) for field in _rows(leading) for node in field.nodes]
        if any(extent.depth > MAX_DEPTH for extent in extents):
            raise DepthError(f"The rows of the export are nested deeper than {MAX_DEPTH} fields.")
        if sum(extent.rows for extent in extents) > MAX_ROWS:
            raise SizeError(f"A row of the export may hold more than {MAX_ROWS} objects: ask for smaller pages in it.")
        if sum(extent.values for extent in extents) > MAX_VALUES:
            raise SizeError(f"A row of the export may hold more than {MAX_VALUES} values: ask for smaller pages in it.")

    return check


def _rows(leading: Selected) -> list[Selected]:
    """Give the fields that are selected of the rows of the list that a field leads to."""
    if not leading.whole:
        return _rows(leading.children[0])
    if not isinstance(leading.reading, Windowed):
        return [leading]
    return [field for field in leading.children if field.definition and field.name in {"nodes", "edges"}]
