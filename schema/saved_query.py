"""Saved queries, and what comes of saving, updating and deleting them."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from slugger.resolvers import saved_content as content
from slugger.resolvers import saved_query as resolvers
from slugger.resolvers.docstring import object_type
from slugger.schema.connection import connection_type
from slugger.schema.failure import Failure, InputTooLong, InvalidInput, NotAllowed, is_result
from slugger.schema.filter import filter_type, order_type
from slugger.schema.node import Node, column, identity


@object_type
class SavedQuery(Node):
    """A GraphQL query that people share by a name."""

    id = identity("SavedQuery", "query_id")
    query_id = column(strawberry.ID, "Key of the saved query, a UUID.")
    slug = column(
        str, "Name in addresses, which never changes: `/q/{slug}` opens the query in the playground, `.json` runs it."
    )
    name = column(str, "Name.")
    description = strawberry.field(
        resolvers.long_text("description"),
        graphql_type=str | None,
        description="What the query answers, in plain text.",
    )
    folder = column(str | None, "Folders that lead to it, from the outermost in, with slashes between them.")
    query = strawberry.field(resolvers.long_text("query"), graphql_type=str, description="The GraphQL document.")
    variables = column(JSON, "Values of variables by name, for whoever gives no others.")
    operation_name = column(str | None, "Operation that is meant, where the document has several.")
    created_at = column(datetime, "Instant at which it was saved first.")
    updated_at = column(datetime, "Instant of the last change.")
    revision = column(int, "Number of this version, from 1.")


_SEARCH = "Name, folder, description, slug or document hold this text, whatever case and accents."

SavedQueryFilter = filter_type(SavedQuery, shorthands={"search": (str, _SEARCH, resolvers.telling_of)})
SavedQueryOrder = order_type(SavedQuery, {"FOLDER": "By folder, name and slug."}, default="FOLDER")
SavedQueryConnection = connection_type(SavedQuery, "saved queries")


@object_type
class QuerySaved:
    """A query is saved."""

    is_type_of = is_result(resolvers.QuerySaved)
    saved_query = column(SavedQuery, "The saved query.")
    edit_token = column(str, "Token that allows to update and to delete it; it is told this once and cannot be found.")


@object_type
class QueryUpdated:
    """A saved query has changed, unless the input was what it is already."""

    is_type_of = is_result(resolvers.QueryUpdated)
    saved_query = column(SavedQuery, "The saved query.")


@object_type
class QueryDeleted:
    """A saved query is gone."""

    is_type_of = is_result(resolvers.QueryDeleted)
    slug = column(str, "Its slug, which leads nowhere until another query is saved under it.")


@object_type
class InvalidQuery(Failure):
    """The document does not fit the schema, or the values do not fit its variables."""

    is_type_of = is_result(content.InvalidQuery)
    problems = column(list[str], "Every reason, in a sentence each.")


@object_type
class UnknownSavedQuery(Failure):
    """There is no such saved query."""

    is_type_of = is_result(resolvers.UnknownSavedQuery)
    slug = column(str, "The slug that none has.")


@object_type
class RevisionConflict(Failure):
    """Somebody has changed the saved query since the revision that the changes start from."""

    is_type_of = is_result(resolvers.RevisionConflict)
    revision = column(int, "The revision that is stored.")


@object_type
class SavedQueriesFull(Failure):
    """There are as many saved queries as there may be."""

    is_type_of = is_result(resolvers.SavedQueriesFull)
    most = column(int, "How many there may be.")


SaveQueryResult = Annotated[
    QuerySaved | InvalidQuery | InvalidInput | InputTooLong | SavedQueriesFull | NotAllowed,
    strawberry.union("SaveQueryResult", description="What comes of saving a query."),
]
UpdateSavedQueryResult = Annotated[
    QueryUpdated | InvalidQuery | InvalidInput | InputTooLong | UnknownSavedQuery | RevisionConflict | NotAllowed,
    strawberry.union("UpdateSavedQueryResult", description="What comes of changing a saved query."),
]
DeleteSavedQueryResult = Annotated[
    QueryDeleted | UnknownSavedQuery | NotAllowed,
    strawberry.union("DeleteSavedQueryResult", description="What comes of deleting a saved query."),
]
