"""Rows of exports are, cell by cell, what the executor answers: over lists of the whole schema, made at random."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, time
from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLField,
    get_named_type,
    get_operation_ast,
    is_leaf_type,
    parse,
    parse_type,
    type_from_ast,
    validate,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from slugger.models.copying import Copying
from slugger.models.engine import Database
from slugger.resolvers.context import request_context
from slugger.resolvers.errors import NotExportableError, PageError
from slugger.resolvers.plan import copied
from slugger.resolvers.plan.column import Kind
from slugger.resolvers.plan.shapes import InvalidError
from slugger.resolvers.plan.tables import PreparedTable, Tables
from slugger.schema.sdl import schema
from slugger.tests.databases import copy_of
from slugger.tests.schema.conftest import GAMES, PITCHES_PER_GAME, YORK, fill, key
from slugger.tests.schema.test_plan import Draft, literal

CORE = schema._schema
ODDITIES = (
    "UPDATE league.pitch SET notes = '=1+1' WHERE pitch_number = 2",
    "UPDATE league.pitch SET notes = E'-two\\r\\nlines, \"quoted\" \\\\ é €🎾' || chr(1) WHERE pitch_number = 3",
    "UPDATE league.pitch SET notes = E'\\ttab', tilt = '' WHERE pitch_number = 4",
    'UPDATE league.pitch SET notes = \'@x\', extra = \'{"b": [1, null], "a": "=x"}\' WHERE pitch_number = 5',
    "UPDATE league.pitch SET notes = '+x', time = '19:05:00.10', date = game_date WHERE pitch_number = 6",
    "UPDATE league.pitch SET spin_rate = 2000, zone_time = 1e15 * pitch_number, hang_time = -1.5",
    "UPDATE league.player SET team_id = NULL WHERE player_name LIKE 'Mono%'",
)


@pytest.fixture(scope="module")
async def odd(template: str) -> AsyncIterator[Database]:
    """The small league with what is hard to write in some form."""
    async with copy_of(template) as database:
        await fill(database)
        async with database.sessions() as session:
            for statement in ODDITIES:
                await session.exec(text(statement))  # type: ignore[call-overload]  # a plain text
            await session.commit()
        yield database


@pytest.fixture(scope="module")
async def copying(odd: Database) -> AsyncIterator[Copying]:
    made = Copying(odd.url, size=2, seconds=60)
    yield made
    await made.close()


def prepare(query: str, **variables: Any) -> PreparedTable:
    document = parse(query)
    assert not validate(CORE, document)
    node = get_operation_ast(document, None)
    assert node
    return Tables(schema, lambda *_: None).table(query, document, node, None, variables)


async def copy(copying: Copying, prepared: PreparedTable, what: copied.Copied) -> bytes:
    pieces = list[bytes]()

    async def take(piece: bytes) -> None:
        pieces.append(piece)

    async with copying.snapshot() as snapshot:
        rows = await snapshot.copy(what.text, prepared.values, take, what.options)
    written = b"".join(pieces)
    if what.options.get("quote"):
        assert rows == written.count(b"\n")
    return written


async def lines(copying: Copying, prepared: PreparedTable) -> list[dict[str, Any]]:
    written = await copy(copying, prepared, copied.lines(prepared.table))
    return [json.loads(line) for line in written.splitlines()]


async def answered(database: Database, query: str, variables: dict[str, Any]) -> Any:
    result = await schema.execute(query, variables, context_value=request_context(database.reads))
    return None if result.errors else result.data


def rows_of(data: Any) -> list[Any]:
    """Give the rows of the one list in an answer."""
    while isinstance(data, dict):
        if "nodes" in data:
            return data["nodes"]  # type: ignore[no-any-return]
        if "edges" in data:
            return [
                {key: value for key, value in edge.items() if key != "node"} | edge["node"] for edge in data["edges"]
            ]
        (data,) = (value for name, value in data.items() if name != "__typename")
    return data or []


def cell(row: Any, name: str) -> Any:
    for part in name.split("."):
        row = row[part] if row is not None else None
    return row


def leaves(row: dict[str, Any], whole: set[str], prefix: str = "") -> Iterator[str]:
    """Name the cells of a row in order, where those that are `whole` have no parts."""
    for name, value in row.items():
        if isinstance(value, dict) and prefix + name not in whole:
            yield from leaves(value, whole, f"{prefix}{name}.")
        else:
            yield prefix + name


LISTS = {
    "Pitch": ("{ pitches(ARGS) { ROWS } }", f'{{ game(id: "{key("game 2")}") {{ pitches(ARGS) {{ ROWS }} }} }}'),
    "Game": ("{ games(ARGS) { ROWS } }", '{ team(code: "YOR") { homeBallpark { games(ARGS) { ROWS } } } }'),
    "Player": ("{ players(ARGS) { ROWS } }", '{ team(code: "LAN") { players(ARGS) { ROWS } } }'),
    "Team": ("{ teams SELECTION }", "{ ballparks SELECTION }"),
    "TrackmanFile": ("{ trackmanFiles(ARGS) { ROWS } }",),
    "Appearance": (f'{{ game(id: "{key("game 2")}") {{ appearances SELECTION }} }}',),
    "Season": ("{ seasons SELECTION }",),
    "PlateAppearance": (
        "{ plateAppearances(ARGS) { ROWS } }",
        f'{{ game(id: "{key("game 2")}") {{ plateAppearances(ARGS) {{ ROWS }} }} }}',
    ),
    "PitchStats": (
        "{ pitchStats(groupBy: [PITCHER, PITCH_TYPE], first: 7) { hasNextPage nodes SELECTION } }",
        '{ team(code: "YOR") { pitchStatsThrown(bins: [{ of: REL_SPEED, width: 5 }]) { nodes SELECTION } } }',
    ),
}
"""Ways to lists, by the type of their rows."""


class RowDraft(Draft):
    """A draft whose lists say how many rows they have: a list inside a row has to."""

    def arguments(self, found: GraphQLField) -> str:
        written = super().arguments(found)
        if "first" not in found.args or "first:" in written or "last:" in written:
            return written
        return f"{written.removesuffix(')') or '('} first: 3)"

    def restriction(self, noun: str) -> str:
        """Restrict and order a list, by values that stand in the query or in its variables."""
        written = []
        for name, kind in (("filter", f"{noun}Filter"), ("order", f"[{noun}Order!]")):
            if self.chance(40):
                of_type = type_from_ast(CORE, parse_type(kind))
                value = self.value(of_type, 0)
                shown = f"${self.variable(kind, value)}" if self.chance(50) else literal(of_type, value)
                written.append(f"{name}: {shown}")
        return " ".join(written)


@st.composite
def exports(draw: Any) -> tuple[str, dict[str, Any]]:
    noun = draw(st.sampled_from(sorted(LISTS)))
    way = draw(st.sampled_from(LISTS[noun]))
    kind = CORE.type_map["Ballpark" if "ballparks" in way else noun]
    drafted = RowDraft(draw)
    selection = drafted.selection(kind, 2)  # type: ignore[arg-type]
    rows = draw(st.sampled_from([f"nodes {selection}", f"__typename edges {{ cursor node {selection} }} totalCount"]))
    size = draw(st.sampled_from(["first: 7", "last: 7", "first: 1000"]))
    arguments = f"{size} {drafted.restriction(noun)}" if "ARGS" in way else ""
    query = way.replace("ARGS", arguments).replace("ROWS", rows).replace("SELECTION", selection)
    declared = f"query Q({', '.join(drafted.declared)}) " if drafted.declared else ""
    return "\n".join([declared + query, *drafted.fragments]), drafted.variables


@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
async def test_any_list(odd: Database, copying: Copying) -> None:
    """Hypothesis makes the queries; each runs in this test's event loop."""
    drafts: list[tuple[str, dict[str, Any]]] = []

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(exports())
    def collect(drafted: tuple[str, dict[str, Any]]) -> None:
        drafts.append(drafted)

    collect()
    compared = 0
    for query, variables in drafts:
        try:
            compared += await compare(odd, copying, query, variables)
        except BaseException as error:
            error.add_note(f"{query}\n{variables}")
            raise
    assert compared > len(drafts) / 3, f"{compared} of {len(drafts)} were exported"


async def compare(database: Database, copying: Copying, query: str, variables: dict[str, Any]) -> bool:
    """Export and answer a query; False where an argument is refused, or nothing is selected."""
    data = await answered(database, query, variables)
    try:
        prepared = prepare(query, **variables)
    except (GraphQLError, InvalidError) as error:
        # The executor reads an argument only where there is an object.
        return _is_of_no_column(error)
    if data is None:
        return False
    names = [column.name for column in prepared.table.columns]
    found, wanted = await lines(copying, prepared), rows_of(data)
    assert [[row[name] for name in names] for row in found] == [[cell(row, name) for name in names] for row in wanted]
    assert all(list(row) == names for row in found)
    whole = {column.name for column in prepared.table.columns if column.kind is Kind.JSON}
    shown = [list(leaves(row, whole)) for row in wanted]
    assert all(order == names for order in shown if set(order) == set(names))
    return True


def _is_of_no_column(error: Exception) -> bool:
    """Tell False of an export that is refused for selecting nothing, or for an argument."""
    assert not isinstance(error, NotExportableError) or "columns, and not 0" in error.message, error
    return False


def selection_of_scalars() -> str:
    fields = CORE.type_map["Pitch"].fields  # type: ignore[attr-defined]  # it is an object
    scalars = [name for name, field in fields.items() if is_leaf_type(get_named_type(field.type))]
    return f"{' '.join(scalars)} pitcher {{ name team {{ name }} }} game {{ date homeTeam {{ name division }} }}"


async def test_every_value_of_a_pitch_in_csv(odd: Database, copying: Copying) -> None:
    query = f"{{ pitches(first: 200) {{ nodes {{ {selection_of_scalars()} }} }} }}"
    prepared = prepare(query)
    wanted = rows_of(await answered(odd, query, {}))
    written = await copy(copying, prepared, copied.csv(prepared.table, raw=True))
    found = list(csv.reader(io.StringIO(written.decode(), newline="")))
    assert len(found) == len(wanted) == 200
    for shown, row in zip(found, wanted, strict=True):
        for text_of_cell, column in zip(shown, prepared.table.columns, strict=True):
            assert same(column.kind, text_of_cell, cell(row, column.name)), column


def same(kind: Kind, shown: str, value: Any) -> bool:
    if value is None or value == "":
        return shown == ""
    match kind:
        case Kind.INTEGER | Kind.NUMBER | Kind.JSON:
            return bool(json.loads(shown) == value)
        case Kind.FLAG:
            return shown == ("true" if value else "false")
    return bool(shown == value)


async def test_texts_that_a_spreadsheet_would_take_for_formulas(copying: Copying) -> None:
    prepared = prepare("{ pitches(first: 8) { nodes { pitchNumber notes hangTime } } }")
    guarded, raw = [
        [row[1] for row in csv.reader(io.StringIO(written.decode(), newline=""))]
        for written in [await copy(copying, prepared, copied.csv(prepared.table, raw=raw)) for raw in (False, True)]
    ]
    assert raw[1:6] == ["=1+1", '-two\r\nlines, "quoted" \\ é €🎾\x01', "\ttab", "@x", "+x"]
    assert guarded == [f"'{note}" if note[:1] in {*"=-+@\t\r"} else note for note in raw]
    assert b",-1.5\n" in await copy(copying, prepared, copied.csv(prepared.table, raw=False)), "a number stays as it is"


async def test_all_rows_without_a_page(copying: Copying) -> None:
    assert len(await lines(copying, prepare("{ pitches { nodes { pitchId } } }"))) == GAMES * PITCHES_PER_GAME
    assert len(await lines(copying, prepare("{ pitches(first: 1200) { nodes { pitchId } } }"))) == 1200
    assert await lines(copying, prepare("{ pitches(first: 0) { nodes { pitchId } } }")) == []
    with pytest.raises(PageError, match="first is -1"):
        prepare("{ pitches(first: -1) { nodes { pitchId } } }")


async def test_a_window_from_the_back_and_after_a_cursor(copying: Copying) -> None:
    every = await lines(copying, prepare("{ pitches { edges { cursor node { pitchId } } } }"))
    last = await lines(copying, prepare("{ pitches(last: 3) { edges { cursor node { pitchId } } } }"))
    assert last == every[-3:]
    query = "query After($after: String) { pitches(after: $after) { nodes { pitchId } } }"
    rest = await lines(copying, prepare(query, after=every[1299]["cursor"]))
    assert [row["pitchId"] for row in rest] == [row["pitchId"] for row in every[1300:]]


async def test_a_row_that_is_not_there_has_no_cells(copying: Copying) -> None:
    query = """{ pitches(filter: { pitchNumber: { eq: 1 } }, first: 1) { nodes {
        pitcher { __typename id name isPitcher throws team { name codes } games(first: 1) { totalCount } } } } }"""
    (row,) = await lines(copying, prepare(query))
    assert set(row) == {
        *(f"pitcher.{name}" for name in ("__typename", "id", "name", "isPitcher", "throws", "games")),
        *("pitcher.team.name", "pitcher.team.codes"),
    }
    assert set(row.values()) == {None}


async def test_a_list_below_an_object_that_is_not_there_is_empty(copying: Copying) -> None:
    query = f'{{ game(id: "{key("nobody")}") {{ homeTeam {{ games {{ nodes {{ date }} }} }} }} }}'
    assert await lines(copying, prepare(query)) == []


async def test_single_cells_without_a_value_are_rows(copying: Copying) -> None:
    prepared = prepare("{ pitches(first: 5) { nodes { exitSpeed } } }")
    written = await copy(copying, prepared, copied.csv(prepared.table, raw=False))
    assert len(list(csv.reader(io.StringIO(written.decode())))) == 5
    assert all(csv.reader(io.StringIO(written.decode())))


async def test_kinds() -> None:
    prepared = prepare(
        """{ pitches { nodes { relSpeed inning pitchType inZone gameDate time thrownAt localDateTime id pitchUid notes
        extra game { pitchCount firstPitchAt } pitcherTeam { codes } } } }"""
    )
    kinds = [column.kind.name for column in prepared.table.columns]
    assert kinds == [
        *("NUMBER", "INTEGER", "TERM", "FLAG", "DATE", "TIME", "INSTANT", "TOKEN", "TOKEN", "TOKEN", "TEXT"),
        *("JSON", "INTEGER", "INSTANT", "JSON"),
    ]


async def test_names_that_postgresql_would_cut(copying: Copying) -> None:
    alias = "a" * 60
    (row,) = await lines(
        copying, prepare(f"{{ games(first: 1) {{ nodes {{ {alias}: homeTeam {{ {alias}: name }} }} }} }}")
    )
    assert list(row) == [f"{alias}.{alias}"]
    assert row[f"{alias}.{alias}"]


@pytest.mark.parametrize(
    ("query", "path", "reason"),
    [
        ("{ teams { name } seasons { year } }", None, "only one field may lead to its rows, and not teams and seasons"),
        ("{ pitches { totalCount } }", ["pitches"], "its rows are not asked for: give it nodes"),
        ("{ a: pitches { nodes { id } edges { cursor } } }", ["a"], "its rows are asked for more than once"),
        ('{ team(code: "YOR") { name } }', ["team", "name"], "name neither is a list of rows nor leads to one"),
        ('{ team(code: "YOR") { name games { nodes { date } } } }', ["team"], "not name and games"),
        ("{ pitches { nodes { fielders { x } } } }", ["pitches", "nodes", "fielders"], "fielders is worked out"),
        ("{ trackmanFiles { nodes { warnings { kind } } } }", ["trackmanFiles", "nodes", "warnings"], "is worked out"),
        (
            "{ games { nodes { pitches(first: 2) { nodes { fielders { x } } } } } }",
            ["games", "nodes", "pitches", "nodes", "fielders"],
            "is made in Python",
        ),
        ("{ games { nodes { pitches { nodes { id } } } } }", ["games", "nodes", "pitches"], "give it first, or last"),
        (
            "{ games { nodes { homeTeam { players { edges { cursor } } } } } }",
            ["games", "nodes", "homeTeam", "players"],
            "give it first, or last",
        ),
        ("{ ingestStatus { filesByState { count } } }", ["ingestStatus"], "does not say what it reads"),
        ("{ __schema { types { name } } }", ["__schema"], "introspection"),
        (f'{{ node(id: "{YORK.id}") {{ id }} }}', ["node"], "several types"),
        ("{ pitches { nodes { id @skip(if: true) } } }", ["pitches"], "columns, and not 0"),
        ("{ pitches { edges { cursor node { cursor: id } } } }", ["pitches"], "two columns have the name cursor"),
    ],
)
def test_what_cannot_be_exported(query: str, path: list[str] | None, reason: str) -> None:
    with pytest.raises(NotExportableError, match=reason) as refused:
        prepare(query)
    assert refused.value.path == path
    assert refused.value.extensions == {"code": "NOT_EXPORTABLE"}


async def test_instants_and_times_read_back(copying: Copying) -> None:
    rows = await lines(copying, prepare("{ pitches(first: 6) { nodes { thrownAt time } } }"))
    assert all(datetime.fromisoformat(row["thrownAt"]).tzinfo for row in rows)
    assert time.fromisoformat(rows[5]["time"]) == time(19, 5, 0, 100_000)
