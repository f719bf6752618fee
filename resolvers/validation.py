"""Validation that takes little time whatever the document: it stops at a number of errors, and of comparisons."""

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, specified_rules, validate
from graphql.validation import MaxIntrospectionDepthRule, OverlappingFieldsCanBeMergedRule, ValidationContext
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from slugger.resolvers.excess import excess

MOST_ERRORS = 5
"""Errors after which nobody reads on; each takes the time of a search through the schema for what was meant."""
MOST_COMPARISONS = 25_000
"""Comparisons of fields with one name, which take 2 µs each at most; a page of thirty components takes 10,000."""


class ComparedEnoughError(Exception):
    """No comparisons are left."""


class BoundedMergingRule(OverlappingFieldsCanBeMergedRule):
    """Fields of one name can be merged, and are found to be within a bounded number of comparisons."""

    def __init__(self, context: ValidationContext) -> None:
        """Begin with all comparisons left."""
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MOST_COMPARISONS

    def enter_selection_set(self, *args: object) -> None:
        """Compare the fields of a selection; raises ComparedEnoughError when no comparisons are left."""
        try:
            super().enter_selection_set(*args)  # type: ignore[arg-type]  # a visitor's arguments, passed on
        except ValidationAbortedError as error:
            if self.rule_context.remaining_complexity_budget < 0:
                raise ComparedEnoughError from error
            raise


RULES: tuple[type[ASTValidationRule], ...] = (
    *(BoundedMergingRule if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules),
    *(MaxIntrospectionDepthRule, MaybeNullValidationRule, OneOfInputValidationRule),
)
"""The specification's rules and Strawberry's own; introspection goes round the types only so often."""


def errors_of(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Say what is wrong with a document."""
    try:
        return validate(schema, document, RULES, max_errors=MOST_ERRORS)
    except ComparedEnoughError:
        return [excess("comparisons", MOST_COMPARISONS, MOST_COMPARISONS + 1)]
