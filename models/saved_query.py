"""Saved queries: GraphQL documents that people share by a name."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from slugger.models.metadata import NEW_UUID, Table

LONGEST_SLUG = 80
LONGEST_NAME = 120
LONGEST_DESCRIPTION = 2_000
LONGEST_FOLDER = 200
LONGEST_QUERY = 100_000
"""Characters of each text."""
LARGEST_VARIABLES = 20_000
"""Bytes of the variables as JSON without blanks; stored, small and large numbers take more."""


class SavedQuery(Table, table=True):
    """A document of one query, or of several of which one is named, with values for its variables."""

    __tablename__ = "saved_query"
    __table_args__ = (
        CheckConstraint(f"slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= {LONGEST_SLUG}", "slug"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {LONGEST_NAME}", "name"),
        CheckConstraint(f"length(description) BETWEEN 1 AND {LONGEST_DESCRIPTION}", "description"),
        CheckConstraint(f"length(folder) BETWEEN 1 AND {LONGEST_FOLDER}", "folder"),
        CheckConstraint(f"length(query) BETWEEN 1 AND {LONGEST_QUERY}", "query"),
        CheckConstraint("jsonb_typeof(variables) = 'object' AND octet_length(variables::text) <= 1000000", "variables"),
        CheckConstraint("octet_length(edit_hash) = 32", "edit_hash"),
        CheckConstraint("revision >= 1", "revision"),
    )

    query_id: UUID = Field(default_factory=uuid4, primary_key=True, sa_column_kwargs=NEW_UUID)
    slug: str = Field(sa_type=Text, unique=True)
    """Name in addresses, made from the first name; it never changes."""
    name: str = Field(sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    folder: str | None = Field(default=None, sa_type=Text)
    """Names of folders from the outermost in, with slashes between them; null: in none."""
    query: str = Field(sa_type=Text)
    """The GraphQL document."""
    variables: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    """Values of variables by name, for whoever gives no others."""
    operation_name: str | None = Field(default=None, sa_type=Text)
    """The operation that is meant, where the document has several."""
    edit_hash: bytes = Field(sa_type=LargeBinary)
    """SHA-256 of the token that allows changes: 128 random bits, which a plain hash hides well enough."""
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))
    updated_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))
    revision: int = 1
    """Number of this version, from 1."""
