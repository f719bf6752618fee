"""The ten clubs as TrackMan knows them."""

from dataclasses import dataclass

TIME_ZONE = "America/New_York"
"""Time zone of all ten ballparks."""


@dataclass(frozen=True, slots=True)
class Club:
    """A club: TrackMan code, TrackMan name of its ballpark, and feet to the left, centre and right-field fence."""

    code: str
    venue: str
    fences: tuple[int, int, int]
    second_code: str | None = None


CLUBS = (
    Club("YOR", "WellSpanPark", (300, 405, 326), second_code="YOR_REV2"),
    Club("LAN", "ClipperMagazine", (320, 400, 300)),
    Club("LI", "CenterIslip", (325, 400, 325)),
    Club("STA_YAN", "StatenIslandYankees", (320, 390, 318)),
    Club("HAG_FLY", "HagerstownBallpark", (330, 400, 330)),
    Club("GAS", "CaroMontHealthPark", (304, 400, 326)),
    Club("HP", "HighPoint", (336, 400, 339)),
    Club("LEX_LEG", "WildHealthField", (320, 401, 318)),
    Club("SMD", "RegencyFurnitureStadium", (310, 400, 325)),
    Club("WES_POW", "GoMart", (330, 400, 320)),
)
