"""The limits among the settings: each by its name, for anybody and for who signed in."""

from dataclasses import asdict, fields, replace

import pytest

from slugger.gateway.context import ProcessContext
from slugger.gateway.errors import SettingsError
from slugger.gateway.settings import load_settings
from slugger.models.engine import connect
from slugger.resolvers.limits import ANONYMOUS, MAX_PAGE_ROWS, MAX_TEXT, Limits

NAMES = [field.name for field in fields(Limits)]


@pytest.mark.parametrize("name", NAMES)
def test_each_limit_is_set_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"SLUGGER_LIMIT_{name.upper()}", "7")
    settings = load_settings()
    assert settings.limit == settings.limit_signed_in == replace(ANONYMOUS, **{name: 7})
    monkeypatch.setenv(f"SLUGGER_LIMIT_SIGNED_IN_{name.upper()}", "9")
    settings = load_settings()
    assert settings.limit == replace(ANONYMOUS, **{name: 7})
    assert settings.limit_signed_in == replace(ANONYMOUS, **{name: 9})


def test_what_is_not_set_for_who_signed_in_is_as_for_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUGGER_LIMIT_NODES", "7")
    monkeypatch.setenv("SLUGGER_LIMIT_SIGNED_IN_DEPTH", "9")
    assert load_settings().limit_signed_in == replace(ANONYMOUS, nodes=7, depth=9)


@pytest.mark.parametrize("name", ["DEPTH", "SIGNED_IN_ROOT_FIELDS"])
@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_limit_that_is_none_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"SLUGGER_LIMIT_{name}", value)
    with pytest.raises(SettingsError, match=f"SLUGGER_LIMIT_{name}={value} is not a usable value"):
        load_settings()


@pytest.mark.parametrize(("name", "most"), [("PAGE_ROWS", MAX_PAGE_ROWS), ("TEXT", MAX_TEXT)])
def test_what_the_schema_promises_can_only_be_less(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    monkeypatch.setenv(f"SLUGGER_LIMIT_{name}", str(most + 1))
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_text_that_is_no_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUGGER_LIMIT", "few")
    with pytest.raises(SettingsError, match="limit"):
        load_settings()


async def test_a_request_has_the_limits_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUGGER_LIMIT_DEPTH", "7")
    nowhere = connect("postgresql://nobody@127.0.0.1:1/nothing")
    assert asdict(ProcessContext(load_settings(), nowhere, nowhere).request().limits)["depth"] == 7
