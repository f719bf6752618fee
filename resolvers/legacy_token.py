"""The website's encrypted widget tokens: `hex(iv):hex(ciphertext)`, AES-256-CBC over JSON."""

import re
import secrets

import orjson
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from slugger.resolvers.widget_token import Viewer

BLOCK = 16
"""Bytes of an AES block, and of the initialisation vector."""
_FORM = re.compile(r"[0-9a-fA-F]{32}:(?:[0-9a-fA-F]{32})+", re.ASCII)
_NOTHING = b"{}"


def encrypt(viewer: Viewer, key: bytes) -> str:
    """Make a token as the website does, but with a vector of its own for each."""
    claims = {"userId": viewer.user_id, "publicWidgetId": viewer.widget, "sessionId": viewer.sid}
    padder, vector = PKCS7(BLOCK * 8).padder(), secrets.token_bytes(BLOCK)
    padded = padder.update(orjson.dumps(claims)) + padder.finalize()
    encryptor = Cipher(AES256(key), CBC(vector)).encryptor()
    return f"{vector.hex()}:{(encryptor.update(padded) + encryptor.finalize()).hex()}"


def decrypt(token: str, key: bytes) -> Viewer | None:
    """Read a token; None for one that is malformed, padded wrongly or says something else.

    Nothing authenticates such a token, so a caller must not let on which of these it was.
    """
    # A malformed token goes the same way as a wrong one, over two blocks that hold nothing.
    vector, _, blocks = (token if _FORM.fullmatch(token) else f"{'0' * 32}:{'0' * 64}").partition(":")
    decryptor = Cipher(AES256(key), CBC(bytes.fromhex(vector))).decryptor()
    plain = _unpadded(decryptor.update(bytes.fromhex(blocks)) + decryptor.finalize())
    try:
        claims = orjson.loads(plain)
    except orjson.JSONDecodeError:
        return None
    return _viewer(claims)


def _unpadded(padded: bytes) -> bytes:
    unpadder = PKCS7(BLOCK * 8).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        return _NOTHING


def _viewer(claims: object) -> Viewer | None:
    match claims:
        # The type, and not the class pattern: to Python true is an int.
        case {"userId": user, "publicWidgetId": str(widget), "sessionId": str(sid)} if type(user) is int:
            return Viewer(user, widget, sid)
    return None
