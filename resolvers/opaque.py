"""Opaque text for clients: base64url without padding, with exactly one spelling for each value."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def to_opaque(value: bytes) -> str:
    """Encode `value`."""
    return urlsafe_b64encode(value).decode().rstrip("=")


def from_opaque(text: str) -> bytes | None:
    """Decode what `to_opaque` gave; None for any other text."""
    try:
        value = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        return None
    return value if to_opaque(value) == text else None
