"""Whether a token shows that a logged-in user of the website looks at a widget."""

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from slugger.loaders.session import live_sessions_by_sid
from slugger.models.engine import Sessions
from slugger.resolvers.argument import plain_text
from slugger.resolvers.errors import UserInputError

if TYPE_CHECKING:
    from slugger.resolvers.widget_token import Viewer


@dataclass(frozen=True)
class TokenKeys:
    """The keys of the two kinds of tokens; None where tokens of that kind are not taken."""

    legacy: bytes | None
    """Exactly 32 bytes."""
    modern: str | None


async def is_valid(sessions: Sessions, keys: TokenKeys, token: str, widget: str) -> bool:
    """Tell whether `token` was made for `widget` in a login that goes on, by the user who is logged in there.

    A token that is wrong by itself is looked up like any other, so that time does not tell it from one whose login is
    over.
    """
    viewer = _read(keys, token, widget)
    sid = _storable(viewer.sid) if viewer else None
    (content,) = await live_sessions_by_sid(sessions, [sid or secrets.token_urlsafe(24)])
    if viewer is None or sid is None or content is None:
        return False
    same_widget = hmac.compare_digest(viewer.widget.encode(), widget.encode())
    return same_widget and _user_of(content) == viewer.user_id


def _read(keys: TokenKeys, token: str, widget: str) -> "Viewer | None":
    # Cryptography takes 9 MB of memory, which a server without keys does without.
    if "." in token and keys.modern:
        from slugger.resolvers import widget_token  # noqa: PLC0415

        return widget_token.verify(token, keys.modern, widget)
    if "." not in token and keys.legacy:
        from slugger.resolvers import legacy_token  # noqa: PLC0415

        return legacy_token.decrypt(token, keys.legacy)
    return None


def _storable(sid: str) -> str | None:
    try:
        return plain_text(sid)
    except UserInputError:
        return None


def _user_of(content: str) -> int | None:
    """Give the id of the user who is logged in; None where the session names none, or not by a whole number."""
    try:
        session = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    match session:
        case {"user": {"user_id": user}} if type(user) is int:
            return user
    return None
