"""Signed widget tokens: what verifies, and everything that does not."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from slugger.resolvers.widget_token import LIFETIME, TYPE, Viewer, issue, verify

SIGNING_KEY = "a secret of more than thirty-two bytes"
OTHER = "another secret of more than thirty-two"
VIEWER = Viewer(7, "flashcard", "sid-of-seven")


def claims(**changed: object) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    made = {"iss": "slugger", "aud": "flashcard", "sub": "7", "sid": "s", "iat": now, "exp": now + 60, "jti": "j"}
    return {name: value for name, value in (made | changed).items() if value is not None}


def signed(payload: dict[str, Any], secret: str = SIGNING_KEY, algorithm: str = "HS256", typ: str = TYPE) -> str:
    return jwt.encode(payload, secret, algorithm, headers={"typ": typ})


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_who_looks_at_what_for_minutes() -> None:
    token = issue(VIEWER, SIGNING_KEY)
    assert verify(token, SIGNING_KEY, "flashcard") == VIEWER
    said = jwt.decode(token, options={"verify_signature": False})
    assert set(said) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti"}
    assert said["exp"] - said["iat"] == LIFETIME.total_seconds() == 300
    assert said["jti"] != jwt.decode(issue(VIEWER, SIGNING_KEY), options={"verify_signature": False})["jti"]


def test_the_tests_own_tokens_are_like_it() -> None:
    assert verify(signed(claims()), SIGNING_KEY, "flashcard") == Viewer(7, "flashcard", "s")


@pytest.mark.parametrize("lifetime", [timedelta(), timedelta(seconds=-1), LIFETIME + timedelta(seconds=1)])
def test_no_token_lives_longer(lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="at most"):
        issue(VIEWER, SIGNING_KEY, lifetime=lifetime)


NOW = int(datetime.now(UTC).timestamp())
BAD: dict[str, Callable[[], str]] = {
    "another widget": lambda: signed(claims(aud="pitching")),
    "several widgets": lambda: signed(claims(aud=["flashcard", "pitching"])),
    "expired": lambda: signed(claims(iat=NOW - 120, exp=NOW - 60)),
    "of the future": lambda: signed(claims(iat=NOW + 3600, exp=NOW + 3660)),
    "too long a life": lambda: signed(claims(iat=NOW - 3600, exp=NOW + 3600)),
    "another issuer": lambda: signed(claims(iss="website")),
    "another type": lambda: signed(claims(), typ="JWT"),
    "another secret": lambda: signed(claims(), OTHER),
    "another algorithm": lambda: signed(claims(), SIGNING_KEY * 2, "HS512"),
    "no algorithm": lambda: f"{part({'alg': 'none', 'typ': TYPE})}.{part(claims())}.",
    "no signature": lambda: signed(claims()).rpartition(".")[0] + ".",
    "cut": lambda: signed(claims())[:-3],
    "two parts": lambda: signed(claims()).rpartition(".")[0],
    "changed content": lambda: ".".join(
        [(parts := signed(claims()).split("."))[0], part(claims(sub="8")), parts[2]]  # the signature of another
    ),
    "user that is no number": lambda: signed(claims(sub="seven")),
    "user beyond counting": lambda: signed(claims(sub="7" * 5_000)),
    "login that is no text": lambda: signed(claims(sid=5)),
    "fraction of a second": lambda: signed(claims(exp=NOW + 60.5)),
    "empty": lambda: "..",
    "not base64": lambda: "ü.ü.ü",
    "header that is no object": lambda: f"{part([1])}.{part(claims())}.AAAA",
    "deep": lambda: f"{base64.urlsafe_b64encode(b'[' * 9_000).decode()}.e30.AAAA",
} | {f"without {name}": lambda name=name: signed(claims(**{name: None})) for name in claims()}


@pytest.mark.parametrize("case", BAD)
def test_no_other_token_verifies(case: str) -> None:
    assert verify(BAD[case](), SIGNING_KEY, "flashcard") is None
