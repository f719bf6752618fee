"""Names and texts as SQL writes them; columns that only the legacy database knows may have any name."""


def identifier(name: str) -> str:
    """Give the name of a column, table or schema."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Give a text."""
    return "'" + text.replace("'", "''") + "'"
