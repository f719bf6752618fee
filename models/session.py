"""Logins to the website, as its session store keeps them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import JSON, TIMESTAMP
from sqlmodel import Field

from slugger.models.metadata import Table


class LoginSession(Table, table=True):
    """A login, laid out as connect-pg-simple reads and writes it; the website does so through the view `session`."""

    __tablename__ = "session"
    __table_args__ = (Index("session_expire_idx", "expire"),)

    sid: str = Field(sa_type=String, primary_key=True)
    sess: Any = Field(sa_type=JSON, nullable=False)
    """The session's content; `user` is a copy of the user's row at the login."""
    expire: datetime = Field(sa_type=TIMESTAMP(precision=6))
    """End of the login, in the time zone of the database's sessions."""
