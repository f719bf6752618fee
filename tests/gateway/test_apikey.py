"""`slugger apikey`: what it prints, where, and what it says to what cannot be done."""

import json
import re
import sys
from collections.abc import Callable

import asyncpg
import pytest

from slugger.gateway.program import main
from slugger.models.engine import Database

Call = Callable[..., tuple[int, str, str]]
KEY = re.compile(r"slg_[0-9a-f]{12}_[\w-]{43}\n", re.ASCII)


@pytest.fixture
def apikey(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Database) -> Call:
    """Run `slugger apikey` on the fresh database; gives exit code, standard output and standard error."""
    monkeypatch.setenv("SLUGGER_DATABASE_URL", database.url)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["slugger", "apikey", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return call


def listed(apikey: Call) -> list[dict[str, str | None]]:
    keys: list[dict[str, str | None]] = json.loads(apikey("list", "--json")[1])
    return keys


def test_a_key_is_all_of_standard_output(apikey: Call) -> None:
    code, key, sentence = apikey("create", "flashcard")
    assert code == 0
    assert KEY.fullmatch(key)
    assert sentence == "The key of 'flashcard', on plan 'unlimited'; it is not shown again:\n"
    (row,) = listed(apikey)
    assert row | {"created": None} == {
        "name": "flashcard",
        "plan": "unlimited",
        "prefix": key[:16],
        "created": None,
        "last_used": None,
        "state": "active",
    }
    assert key[17:].strip() not in apikey("list")[1]


def test_a_life_of_a_key(apikey: Call) -> None:
    made = json.loads(apikey("create", "flashcard", "--plan", "unlimited", "--json")[1])
    assert KEY.fullmatch(made.pop("key") + "\n")
    assert made == {"name": "flashcard", "plan": "unlimited", "prefix": made["prefix"]}
    code, rotated, sentence = apikey("rotate", "flashcard", "--grace", "1.5")
    assert (code, rotated[:16]) == (0, made["prefix"])
    assert "taken for 1.5 hours more" in sentence
    assert listed(apikey)[0]["state"] == "rotating"
    assert "no longer" in apikey("rotate", "flashcard")[2]
    assert listed(apikey)[0]["state"] == "active"
    assert apikey("assign", "flashcard", "standard")[0] == 0
    assert listed(apikey)[0]["plan"] == "standard"
    assert apikey("revoke", "flashcard") == (0, f"The key {made['prefix']}… of 'flashcard' is revoked.\n", "")
    assert apikey("create", "flashcard")[0] == 0
    assert [row["state"] for row in listed(apikey)] == ["revoked", "active"]


def test_a_table_cuts_nothing(apikey: Call) -> None:
    assert apikey("list")[1].startswith("There are no keys")
    name = "n" * 90 + "[red]"
    apikey("create", name)
    assert name in apikey("list")[1]
    assert re.search(r"standard +100/minute +100", apikey("plans")[1])


def test_a_plan_is_defined_and_defined_anew(apikey: Call) -> None:
    assert apikey("plan", "research", "--rate", "90/hour", "--quota", "1000/week") == (
        0,
        "The plan 'research' has rate 1.5/minute, burst 90, quota 1000/week.\n",
        "",
    )
    apikey("plan", "research", "--rate", "0.5", "--burst", "7")
    apikey("plan", "open", "--quota", "1/day")
    assert apikey("plan", "open", "--unlimited")[1] == "The plan 'open' has no limits.\n"
    plans = {plan.pop("name"): plan for plan in json.loads(apikey("plans", "--json")[1])}
    nothing = {"rate": None, "burst": None, "quota": None, "period": None}
    assert plans == {
        "open": nothing,
        "research": nothing | {"rate": 0.5, "burst": 7},
        "standard": nothing | {"rate": pytest.approx(100 / 60), "burst": 100},
        "unlimited": nothing,
    }


REFUSED = {
    "create flashcard": "There is a key 'flashcard' already",
    "create other --plan nothing": "There is no plan 'nothing': choose one of standard, unlimited",
    "rotate other": "There is no key 'other'",
    "revoke other": "There is no key 'other'",
    "assign other unlimited": "There is no key 'other'",
    "assign flashcard nothing": "There is no plan 'nothing'",
    "plan p": "Give the limits of the plan, or --unlimited",
    "plan p --unlimited --rate 5": "Give the limits of the plan, or --unlimited",
    "plan p --burst 5": "A plan has both a rate and a burst",
    "plan p --rate 5 --burst 0": "A burst is a whole number",
    f"plan p --rate {10**300}": "A rate is a number",
    f"plan p --rate {10**300} --burst 1": "A rate is a number",
    "plan p --quota 0/day": "A quota is a whole number",
    "plan p --quota 5": "--quota 5 is not a quota",
    "plan p --quota 5/year": "--quota 5/year is not a quota",
    "plan p --quota -5/day": "--quota -5/day is not a quota",
    "plan p --quota 9999999999999999999/day": "--quota 9999999999999999999/day is not a quota",
    **{
        f"plan p --rate {rate}": f"--rate {rate} is not a rate"
        for rate in ("0", "-1", "nan", "inf", "x", "5/week", "1_0", "\u0661\u0660", "1e1")
    },
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cannot_be_done_is_one_sentence(apikey: Call, words: str) -> None:
    apikey("create", "flashcard")
    before = apikey("list", "--json"), apikey("plans", "--json")
    code, output, complaint = apikey(*words.split())
    assert (code in {1, 2}, output) == (True, "")
    assert complaint.startswith(f"slugger: {REFUSED[words]}")
    assert len(complaint.splitlines()) == 1
    assert (apikey("list", "--json"), apikey("plans", "--json")) == before


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\tb", " a", "a\x1b[31m", "\u202e", "n" * 101])
def test_a_name_can_be_read(apikey: Call, name: str) -> None:
    for words in (["create", name], ["rotate", name], ["revoke", name], ["plan", name, "--unlimited"]):
        code, output, complaint = apikey(*words)
        assert (code, output) == (1, "")
        assert complaint == "slugger: A name has 1 to 100 printable characters, and no blank at its ends.\n"


def test_a_failure_leaves_nothing_half_done(apikey: Call) -> None:
    assert apikey("create", "flashcard", "--plan", "nothing")[0] == 1
    assert listed(apikey) == []


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO league.usage_plan VALUES ('p', 1, NULL, NULL, NULL)",
        "INSERT INTO league.usage_plan VALUES ('p', 'NaN', 1, NULL, NULL)",
        "INSERT INTO league.usage_plan VALUES ('p', 'Infinity', 1, NULL, NULL)",
        "INSERT INTO league.usage_plan VALUES ('p', NULL, NULL, 5, NULL)",
        "INSERT INTO league.usage_plan VALUES ('p', NULL, NULL, 5, 'year')",
        "INSERT INTO league.usage_plan VALUES ('', NULL, NULL, NULL, NULL)",
        """INSERT INTO league.api_key (name, plan, prefix, key_hash, created_at)
           VALUES ('k', 'standard', 'slg_', 'short', now())""",
    ],
)
async def test_the_tables_hold_no_contradictions(connection: asyncpg.Connection, change: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute(change)
