"""What can be changed at the root of a mutation."""

import strawberry

from slugger.resolvers.docstring import object_type
from slugger.resolvers.saved_query import delete_saved_query, save_query, update_saved_query
from slugger.schema.saved_query import DeleteSavedQueryResult, SaveQueryResult, UpdateSavedQueryResult


@object_type
class Mutation:
    """What can be changed."""

    save_query = strawberry.field(save_query, graphql_type=SaveQueryResult, description="Save a query for others.")
    update_saved_query = strawberry.field(
        update_saved_query, graphql_type=UpdateSavedQueryResult, description="Change a saved query; its slug stays."
    )
    delete_saved_query = strawberry.field(
        delete_saved_query, graphql_type=DeleteSavedQueryResult, description="Delete a saved query."
    )
