"""Names folded to what they are matched by: without case, accents and doubled blanks."""

import unicodedata


def fold(text: str) -> str:
    """Fold `text`: marks dropped, case folded, blanks collapsed; "  José  DÍAZ " gives "jose diaz"."""
    return " ".join(_bare(_bare(text).casefold()).split())


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))
