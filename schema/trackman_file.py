"""Delivered radar files, and how the ingestion stands."""

from datetime import date, datetime

import strawberry

from slugger.loaders.game import games_by_trackman_id
from slugger.loaders.trackman_file import FILES_WITH_WARNINGS
from slugger.resolvers.docstring import object_type
from slugger.resolvers.related import known, related
from slugger.resolvers.trackman_file import (
    file_warnings,
    files_by_state,
    registered_last,
    unconfirmed_ballparks,
    unconfirmed_teams,
    warned,
)
from slugger.resolvers.vocabulary import FILE_KIND, FILE_STATE, term
from slugger.schema.ballpark import Ballpark
from slugger.schema.connection import connection_type
from slugger.schema.filter import filter_type, list_filter_type, order_type
from slugger.schema.listing import window_field
from slugger.schema.node import GAME, Node, column, identity
from slugger.schema.team import Team


@object_type
class FileWarning:
    """Something in a file that was loaded without being known."""

    kind = column(str, "What is unknown: a club, a venue, a column or a value.")
    value = column(str | None, "The unknown code, name or value.")
    column_name = strawberry.field(
        known("column"), graphql_type=str | None, name="column", description="Column of the file that holds the value."
    )
    count = column(int | None, "Number of rows that hold the value.")


@object_type
class TrackmanFile(Node):
    """One delivered content under one file name."""

    id = identity("TrackmanFile", "file_id")
    file_id = column(strawberry.ID, "Key of the file, a UUID.")
    name = column(str, "Name of the file as delivered.")
    kind = strawberry.field(
        term(FILE_KIND, "kind"), graphql_type=FILE_KIND | None, description="What it holds; null where unknown."
    )
    state = strawberry.field(term(FILE_STATE, "state"), graphql_type=FILE_STATE, description="What was done with it.")
    reason = column(str | None, "Why it is held, failed or superseded.")
    size = column(float, "Bytes of the file; a Float, since an Int ends at 2 GiB.")
    trackman_game_id = column(str | None, "TrackMan's id of the game.")
    game_date = column(date | None, "Day of the game.")
    verified = column(bool, "Whether an operator of TrackMan has checked the file.")
    variant = column(str | None, "Variant that the file's name tells of.")
    rows = column(int, "Rows of the file.")
    rows_added = column(int, "Rows that were new to the database.")
    rows_changed = column(int, "Rows that changed one in the database.")
    rows_removed = column(int, "Rows of the database that an earlier delivery had and this one has not.")
    warnings = strawberry.field(
        file_warnings, graphql_type=list[FileWarning], description="What the file holds that was not known."
    )
    delivered_on = column(date, "Day of the delivery.")
    modified_at = column(datetime, "Instant at which the file was written.")
    registered_at = column(datetime, "Instant at which the file was registered.")
    game = strawberry.field(
        related(games_by_trackman_id, "trackman_game_id"),
        graphql_type=GAME | None,
        description="Game that the file is about; null while no pitch file of it is loaded.",
    )


TrackmanFileFilter = filter_type(
    TrackmanFile,
    shorthands={"hasWarnings": (bool, "Whether the file holds anything that was not known.", warned)},
)
TrackmanFileListFilter = list_filter_type(TrackmanFile)
TrackmanFileOrder = order_type(TrackmanFile, {}, default="REGISTERED_AT", falling=True)
TrackmanFileConnection = connection_type(TrackmanFile, "delivered files")


@object_type
class FileCount:
    """How many delivered files are in a state."""

    state = column(FILE_STATE, "The state.")
    count = column(int, "Number of files.")


@object_type
class IngestStatus:
    """How the ingestion stands."""

    files_by_state = strawberry.field(
        files_by_state, graphql_type=list[FileCount], description="Number of files of each state."
    )
    last_registered_at = strawberry.field(
        registered_last, graphql_type=datetime | None, description="Instant at which the newest file was registered."
    )
    unconfirmed_teams = strawberry.field(
        unconfirmed_teams, graphql_type=list[Team], description="Clubs that files name and the league does not know."
    )
    unconfirmed_ballparks = strawberry.field(
        unconfirmed_ballparks,
        graphql_type=list[Ballpark],
        description="Ballparks that files name and the league does not know.",
    )
    files_with_warnings = window_field(
        "TrackmanFile", FILES_WITH_WARNINGS, None, "Files that hold something that was not known."
    )
