"""GraphQL documents, parsed, measured and validated once, and what each of their operations asks for."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    Source,
    get_operation_ast,
)
from graphql.language.parser import Parser

from slugger.resolvers.errors import RequestError
from slugger.resolvers.excess import excess, hold
from slugger.resolvers.limits import Limits
from slugger.resolvers.validation import errors_of
from slugger.schema.limits.estimate import Estimator
from slugger.schema.limits.inputs import Inputs, hold_variables
from slugger.schema.limits.shape import DEEPEST_NESTING, Shape, shapes


class Checked(NamedTuple):
    """Why an operation is not executed, or how many objects it gives at most; neither where it will not begin."""

    errors: list[GraphQLError]
    requested: int | None = None


class Document:
    """A parsed text and a schema, held against each other when the shape of an operation is within the limits."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        """Begin with what the text alone tells."""
        self.schema = schema
        self.node = node
        self._shapes = shapes(node)

    def check(self, operation_name: str | None, variables: Mapping[str, Any], limits: Limits) -> Checked:
        """Hold an operation against `limits` and the specification, in a time linear in the document."""
        operation = get_operation_ast(self.node, operation_name)
        if operation is None:
            return Checked(self.errors)  # nothing is executed: without any of these, the executor says why
        try:
            if errors := self.sound(operation, variables, limits):
                return Checked(errors)
            return Checked([], self._estimators[id(operation)].objects(variables, limits))
        except RequestError as error:
            return Checked([error])

    def sound(
        self, operation: OperationDefinitionNode, variables: Mapping[str, Any], limits: Limits
    ) -> list[GraphQLError]:
        """Hold an operation against the specification, and against the limits but for how much its lists give.

        Raises RequestError beyond a limit.
        """
        self._hold(operation, variables, limits)
        return self.errors

    def _hold(self, operation: OperationDefinitionNode, variables: Mapping[str, Any], limits: Limits) -> None:
        """Raise the error of a limit that is exceeded whatever the schema is."""
        hold(limits, "tokens", self.node.token_count or 0)
        self._shape(operation).hold(limits)
        hold_variables(variables, limits)
        if operation.operation is OperationType.QUERY:
            self._inputs.hold_texts(variables, limits)

    def _shape(self, operation: OperationDefinitionNode) -> Shape:
        return next(shape for node, shape in self._shapes if node is operation)

    @cached_property
    def errors(self) -> list[GraphQLError]:
        """What is wrong with the document, each with its code."""
        return [coded(error, "GRAPHQL_VALIDATION_FAILED") for error in errors_of(self.schema, self.node)]

    @cached_property
    def _inputs(self) -> Inputs:
        return Inputs(self.node)

    @cached_property
    def _estimators(self) -> dict[int, Estimator]:
        """The estimators by the identity of their operations, which live as long as this."""
        definitions = self.node.definitions
        fragments = {node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)}
        return {id(node): Estimator(self.schema, node, fragments) for node, _ in self._shapes}


def read(schema: GraphQLSchema, text: str, tokens: int) -> Document:
    """Parse a text; raises GraphQLSyntaxError, or DepthError or SizeError for one that is too much to be parsed."""
    parser = Parser(Source(text), max_tokens=tokens)
    try:
        return Document(schema, parser.parse_document())
    except RecursionError as error:
        raise excess("nesting", DEEPEST_NESTING, DEEPEST_NESTING + 1) from error
    except GraphQLSyntaxError as error:
        if parser.token_count > tokens:
            raise excess("tokens", tokens, parser.token_count) from error
        raise


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """Give the error with `extensions.code`, unless it has one."""
    error.extensions = {"code": code, **(error.extensions or {})}
    return error
