"""What can be saved: a document of queries that fits the schema, and values that fit its variables."""

from collections.abc import Iterable, Mapping, Sequence

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    get_operation_ast,
    is_input_type,
    parse,
    type_from_ast,
    validate_input_value,
)

from slugger.resolvers.argument import is_storable
from slugger.resolvers.limits import ANONYMOUS
from slugger.resolvers.validation import errors_of

MAX_NESTING = 20
"""Most lists and objects inside each other in a variable."""
_LARGEST_NUMBER = 2**63


class DocumentError(Exception):
    """A document, or values for its variables, cannot be saved; `problems` are the reasons, a sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep the reasons."""
        self.problems = tuple(problems)
        super().__init__(*self.problems)


def saved_operation(schema: GraphQLSchema, text: str, name: str | None) -> OperationDefinitionNode:
    """Give the query that is meant by a document and the name of an operation. Raises DocumentError."""
    try:
        document = parse(text, max_tokens=ANONYMOUS.tokens)
        errors = errors_of(schema, document)
    except GraphQLError as error:
        raise DocumentError([_placed(error)]) from None
    except RecursionError:
        raise DocumentError(["The document is nested too deep."]) from None
    if other := _other_than_queries(document):
        raise DocumentError([f"A {other} cannot be saved, only queries."])
    if errors:
        raise DocumentError(map(_placed, errors))
    operation = get_operation_ast(document, name)
    if operation is None:
        words = f"The document has no operation {name}." if name else "Say which of the operations is meant."
        raise DocumentError([words])
    return operation


def check_variables(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, object]) -> None:
    """Hold values against the variables that an operation declares; it may declare more. Raises DocumentError."""
    declared = declared_variables(operation)
    problems: list[str] = []
    for name, value in variables.items():
        if name in declared:
            reasons = [reason] if (reason := _unstorable(value)) else misfits(schema, declared[name], value)
            problems += (f"${name}: {reason}" for reason in reasons)
        else:
            problems.append(f"The operation has no variable ${name}.")
    if problems:
        raise DocumentError(problems)


def declared_variables(operation: OperationDefinitionNode) -> dict[str, VariableDefinitionNode]:
    """Give the variables that an operation declares, by name."""
    return {definition.variable.name.value: definition for definition in operation.variable_definitions or ()}


def misfits(schema: GraphQLSchema, definition: VariableDefinitionNode, value: object) -> Sequence[str]:
    """Say why a value does not fit the type of a variable; nothing where it fits."""
    kind = type_from_ast(schema, definition.type)
    if not is_input_type(kind):
        return ["Its type is none of this schema."]
    problems: list[str] = []
    validate_input_value(value, kind, lambda error, path: problems.append(_at(path, error.message)))
    return problems


def _at(path: Sequence[str | int], message: str) -> str:
    return f"{'.'.join(map(str, path))}: {message}" if path else message


def _placed(error: GraphQLError) -> str:
    if not error.locations:
        return error.message
    place = error.locations[0]
    return f"Line {place.line}, column {place.column}: {error.message}"


def _other_than_queries(document: DocumentNode) -> str | None:
    """Name the first operation of a document that is no query."""
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    other = (node for node in operations if node.operation is not OperationType.QUERY)
    return next((node.operation.value for node in other), None)


def _unstorable(value: object, nesting: int = MAX_NESTING) -> str | None:
    """Say why a value of JSON cannot be stored and read again as it was; None where it can."""
    if not isinstance(value, (list, dict)):
        return _unstorable_alone(value)
    if nesting == 0:
        return f"More than {MAX_NESTING} lists and objects are inside each other."
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return next((reason for part in parts if (reason := _unstorable(part, nesting - 1))), None)


def _unstorable_alone(value: object) -> str | None:
    if isinstance(value, str) and not is_storable(value):
        return "A text holds a NUL character or half of a surrogate pair."
    # A larger one comes back from the database as a whole number that the answer's JSON cannot hold.
    if isinstance(value, (int, float)) and not -_LARGEST_NUMBER < value < _LARGEST_NUMBER:
        return "A number takes more than 64 bits."
    return None
