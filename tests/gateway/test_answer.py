"""The assembly of answers: what is in them, in which order, and how the objects of their data are counted."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slugger.gateway.answer import answer, objects_in

NAMES = st.from_regex(r"[_A-Za-z][_0-9A-Za-z]*", fullmatch=True)
TEXTS = st.text(alphabet='{}[]":,\\ \n\x00azé😀', max_size=8) | st.text(max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, min_size=1, max_size=4)
)
DATA = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


def walked(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(walked, value.values()))
    return sum(map(walked, value)) if isinstance(value, list) else 0


@given(DATA)
def test_objects_are_counted_in_the_bytes_as_by_walking(data: dict[str, Any]) -> None:
    assert objects_in(orjson.dumps(data)) == walked(data) - 1


@given(DATA)
def test_objects_are_counted_in_json_as_postgresql_writes_it(data: dict[str, Any]) -> None:
    for separators in ((", ", " : "), (", \n ", ":"), (", ", ": ")):
        written = json.dumps(data, separators=separators, ensure_ascii=False).encode(errors="surrogatepass")
        assert objects_in(written) == walked(data) - 1


@pytest.mark.parametrize(("data", "objects"), [(b"null", 0), (b"{}", 0), (b'{"a":{}}', 0), (b'{"a":[{"b":"{"}]}', 1)])
def test_no_data_and_no_members_are_no_objects(data: bytes, objects: int) -> None:
    assert objects_in(data) == objects


def written(*arguments: Any) -> str:
    return orjson.dumps(answer(*arguments)).decode()


def test_an_answer_has_errors_data_and_extensions_in_this_order() -> None:
    data, errors = b'{"teams" : [{"name" : "x{"}]}', [{"message": "no"}]
    assert written(data, errors, {"cost": {"requested": 3}}) == (
        '{"errors":[{"message":"no"}],"data":{"teams" : [{"name" : "x{"}]},'
        '"extensions":{"cost":{"requested":3,"actual":1}}}'
    )
    assert written(b"null", errors) == '{"errors":[{"message":"no"}],"data":null}'


def test_an_operation_that_never_began_has_no_data_and_no_cost() -> None:
    assert written(None, [{"message": "no"}], {"cost": {"requested": 3}}) == '{"errors":[{"message":"no"}]}'
    assert written(None, [{"message": "no"}], {"a": 1}) == '{"errors":[{"message":"no"}],"extensions":{"a":1}}'
