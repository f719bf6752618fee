"""The ten clubs of the league and their ballparks: the rows that every database begins with."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Connection


@dataclass(frozen=True, kw_only=True)
class Park:
    """A club's ballpark; `outfield` gives the distances in feet from home plate to lf, lcf, cf, rcf and rf."""

    id: UUID
    trackman: str
    name: str
    city: str
    state: str
    outfield: tuple[int | None, int | None, int | None, int | None, int | None] = (None, None, None, None, None)


@dataclass(frozen=True, kw_only=True)
class Club:
    """A club of the league; the first of `codes` is the one that TrackMan uses now."""

    id: UUID
    name: str
    division: str
    codes: tuple[str, ...]
    pointstreak: str
    park: Park
    legacy_name: str | None = None
    aliases: tuple[str, ...] = ()


CLUBS = (
    Club(
        id=UUID("d3d84718-299d-4973-b781-f35ac9c02007"),
        name="York Revolution",
        division="north",
        codes=("YOR", "YOR_REV2"),
        pointstreak="YRK",
        park=Park(
            id=UUID("c350bf4f-d813-47d7-ad70-d8c991ea10e8"),
            trackman="WellSpanPark",
            name="WellSpan Park",
            city="York",
            state="PA",
            outfield=(300, None, 405, None, 326),
        ),
    ),
    Club(
        id=UUID("2c2aa5a2-dd73-451c-89ab-edb4c54cd522"),
        name="Lancaster Stormers",
        division="north",
        codes=("LAN",),
        pointstreak="LAN",
        aliases=("Lancaster Barnstormers",),
        park=Park(
            id=UUID("5026ecf9-4c01-4638-91a9-74f93ce8495a"),
            trackman="ClipperMagazine",
            name="Penn Medicine Park",
            city="Lancaster",
            state="PA",
            outfield=(320, 409, 400, 363, 300),
        ),
    ),
    Club(
        id=UUID("62d3c576-60ba-4e9e-aca9-7bca378610d2"),
        name="Long Island Ducks",
        division="north",
        codes=("LI",),
        pointstreak="LI",
        park=Park(
            id=UUID("a820b970-a24d-49ba-a6be-f6d72de3d4b0"),
            trackman="CenterIslip",
            name="Fairfield Properties Ballpark",
            city="Central Islip",
            state="NY",
            outfield=(325, None, 400, None, 325),
        ),
    ),
    Club(
        id=UUID("10ad57e4-9ecf-4943-8b48-5d4a7d40fd18"),
        name="Staten Island FerryHawks",
        division="north",
        codes=("STA_YAN",),
        pointstreak="SI",
        aliases=("Staten Island Ferry Hawks",),
        park=Park(
            id=UUID("9e747f31-4ccc-4810-805f-cf0ecfd76ddb"),
            trackman="StatenIslandYankees",
            name="SIUH Community Park",
            city="Staten Island",
            state="NY",
            outfield=(320, None, 390, None, 318),
        ),
    ),
    Club(
        id=UUID("f012d5c6-15f9-4f5f-a047-27e254859816"),
        name="Hagerstown Flying Boxcars",
        division="north",
        codes=("HAG_FLY",),
        pointstreak="HAG",
        park=Park(
            id=UUID("a3b44244-a6d8-4aca-bbc4-dc28e3a2adbd"),
            trackman="HagerstownBallpark",
            name="Meritus Park",
            city="Hagerstown",
            state="MD",
        ),
    ),
    Club(
        id=UUID("207f6237-59f0-41c9-9bc3-04f588aa8185"),
        name="Gastonia Ghost Peppers",
        division="south",
        codes=("GAS",),
        pointstreak="GAS",
        legacy_name="Gastonia Baseball Club",
        aliases=("Gastonia Baseball Club",),
        park=Park(
            id=UUID("fd4ccee1-481b-4ac0-8cb8-39823629e7dd"),
            trackman="CaroMontHealthPark",
            name="CaroMont Health Park",
            city="Gastonia",
            state="NC",
            outfield=(304, None, 400, None, 326),
        ),
    ),
    Club(
        id=UUID("020c1b91-b8bf-4da8-8107-bc3915247b95"),
        name="High Point Rockers",
        division="south",
        codes=("HP",),
        pointstreak="HP",
        park=Park(
            id=UUID("8eb284fd-273a-43f3-bed1-36b35148105f"),
            trackman="HighPoint",
            name="Truist Point",
            city="High Point",
            state="NC",
            outfield=(336, 363, 400, 366, 339),
        ),
    ),
    Club(
        id=UUID("45bf18d4-df2a-472d-9e7c-11f05bc86fd8"),
        name="Lexington Legends",
        division="south",
        codes=("LEX_LEG",),
        pointstreak="LEX",
        park=Park(
            id=UUID("7ba1db72-6eb0-4e0b-b4c5-ca228ed46ac1"),
            trackman="WildHealthField",
            name="Legends Field",
            city="Lexington",
            state="KY",
            outfield=(320, None, 401, None, 318),
        ),
    ),
    Club(
        id=UUID("a3f927e5-1a1a-4a4f-858e-1d6a292875aa"),
        name="Southern Maryland Blue Crabs",
        division="south",
        codes=("SMD",),
        pointstreak="SMD",
        park=Park(
            id=UUID("5f5b9295-e676-4126-92f5-33fe057bd916"),
            trackman="RegencyFurnitureStadium",
            name="Regency Furniture Stadium",
            city="Waldorf",
            state="MD",
            outfield=(310, None, 400, None, 325),
        ),
    ),
    Club(
        id=UUID("486934a5-8ef5-4441-b55c-ab75be7e2fcf"),
        name="Charleston Dirty Birds",
        division="south",
        codes=("WES_POW",),
        pointstreak="CWV",
        park=Park(
            id=UUID("f2e1dc48-8742-41fa-8b1d-14715e0e91e9"),
            trackman="GoMart",
            name="GoMart Ballpark",
            city="Charleston",
            state="WV",
            outfield=(330, None, 400, None, 320),
        ),
    ),
)
"""The clubs by division; ids are those of the legacy database."""


def put_reference(connection: Connection) -> None:
    """Write the clubs, ballparks, codes and names; rows that are there already are brought up to date.

    A ballpark is known by its name and a club by its codes: those of an adopted database keep the ids that they had.
    """
    for club in CLUBS:
        park = club.park
        connection.execute(_BALLPARK, dict(zip(_OUTFIELD, park.outfield, strict=True)) | vars(park))
        found = connection.execute(_KNOWN, {"id": club.id, "codes": list(club.codes)}).scalar()
        team_id = found or club.id
        connection.execute(
            _TEAM,
            {
                "id": team_id,
                "name": club.name,
                "legacy_name": club.legacy_name or club.name,
                "code": club.codes[0],
                "pointstreak": club.pointstreak,
                "division": club.division,
                "park": park.trackman,
            },
        )
        for code in club.codes:
            connection.execute(_CODE, {"code": code, "team": team_id})
        for alias in {club.name, *club.aliases}:
            connection.execute(_ALIAS, {"alias": alias, "team": team_id})


_OUTFIELD = ("lf", "lcf", "cf", "rcf", "rf")
_BALLPARK = text("""
    INSERT INTO league.ballpark
        (ballpark_id, ballpark_name, display_name, city, state, lf_ft, lcf_ft, cf_ft, rcf_ft, rf_ft, confirmed)
    VALUES (
        CASE WHEN EXISTS (SELECT FROM league.ballpark WHERE ballpark_id = :id) THEN gen_random_uuid() ELSE :id END,
        :trackman, :name, :city, :state, :lf, :lcf, :cf, :rcf, :rf, true)
    ON CONFLICT (ballpark_name) DO UPDATE SET
        display_name = excluded.display_name, city = excluded.city, state = excluded.state, confirmed = true,
        lf_ft = excluded.lf_ft, lcf_ft = excluded.lcf_ft, cf_ft = excluded.cf_ft, rcf_ft = excluded.rcf_ft,
        rf_ft = excluded.rf_ft
""")
_KNOWN = text("""
    SELECT team_id FROM league.team WHERE team_id = :id OR team_code = ANY (:codes)
    ORDER BY team_id = :id DESC, team_code LIMIT 1
""")
_TEAM = text("""
    INSERT INTO league.team
        (team_id, team_name, legacy_name, team_code, pointstreak_code, league, home_ballpark_id, confirmed)
    VALUES (:id, :name, :legacy_name, :code, :pointstreak, :division,
            (SELECT ballpark_id FROM league.ballpark WHERE ballpark_name = :park), true)
    ON CONFLICT (team_id) DO UPDATE SET
        team_name = excluded.team_name, legacy_name = coalesce(team.legacy_name, excluded.legacy_name),
        team_code = excluded.team_code,
        pointstreak_code = excluded.pointstreak_code, league = excluded.league,
        home_ballpark_id = excluded.home_ballpark_id, confirmed = true
""")
_CODE = text("INSERT INTO league.team_code (code, team_id) VALUES (:code, :team) ON CONFLICT (code) DO NOTHING")
_ALIAS = text("INSERT INTO league.team_alias (alias, team_id) VALUES (:alias, :team) ON CONFLICT (alias) DO NOTHING")
