"""Tokens that let a widget's backend know who looks at it: signed, for one widget, for minutes."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

TYPE = "widget+jwt"
"""`typ` of the header: no other token of this program is taken for one of these, nor the other way round."""
ISSUER = "slugger"
ALGORITHM = "HS256"
LIFETIME = timedelta(minutes=5)
"""Longest life of a token."""
_USER = re.compile(r"[0-9]{1,18}")
_CLAIMS = ("iss", "aud", "sub", "sid", "iat", "exp", "jti")


@dataclass(frozen=True)
class Viewer:
    """What a token says: who looks at which widget, and in which login to the website."""

    user_id: int
    widget: str
    """Public id of the widget."""
    sid: str
    """Id of the login."""


def issue(viewer: Viewer, secret: str, *, lifetime: timedelta = LIFETIME) -> str:
    """Make a token for `viewer`, signed with `secret`. Raises ValueError for a life above LIFETIME."""
    if not timedelta() < lifetime <= LIFETIME:
        raise ValueError(f"a widget token lives for at most {LIFETIME}")
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": viewer.widget,
        "sub": str(viewer.user_id),
        "sid": viewer.sid,
        "iat": now,
        "exp": now + lifetime,
        "jti": secrets.token_urlsafe(16),
    }
    return jwt.encode(claims, secret, ALGORITHM, headers={"typ": TYPE})


def verify(token: str, secret: str, widget: str) -> Viewer | None:
    """Read a token for `widget`; None unless it is ours, for that widget alone, complete and alive."""
    try:
        decoded = jwt.decode_complete(
            token,
            secret,
            [ALGORITHM],
            audience=widget,
            issuer=ISSUER,
            options={"require": list(_CLAIMS), "strict_aud": True},
        )
    # A text that is no token can fail in more ways than the library names: by its depth, by what its numbers mean.
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        return None
    return _viewer(decoded["payload"]) if decoded["header"].get("typ") == TYPE else None


def _viewer(claims: dict[str, Any]) -> Viewer | None:
    match claims:
        case {"sub": str(user), "aud": str(widget), "sid": str(sid), "iat": int(begun), "exp": int(end)}:
            if end - begun <= LIFETIME.total_seconds() and _USER.fullmatch(user):
                return Viewer(int(user), widget, sid)
    return None
