"""Header values of an e-mail: on short lines, in ASCII, and with nothing that could start another header."""

from __future__ import annotations

import binascii
import re
from urllib.parse import quote

ENCODED_BYTES = 36
"""Bytes of text in one RFC 2047 encoded word; with the header's name its line stays below 76 characters."""
PLAIN_LENGTH = 60
PARAMETER_LENGTH = 56
"""Characters of an encoded file name on one line (RFC 2231, 3)."""
SPECIALS = re.compile(r"[^A-Za-z0-9 !#$%&'*+\-/^_`{|}~]")
"""What makes a display name need quotes (RFC 5322, 3.2.3)."""
NOT_IN_FILE_NAMES = re.compile(r"[/\\:*?\"<>|;]")
NAME_LENGTH = 80


def mailbox(name: str, address: str) -> str:
    """`Name <address>`; the name is quoted or encoded as it needs."""
    name = one_line(name)
    if not name:
        return address
    if name.isascii() and len(name) <= PLAIN_LENGTH and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>' if SPECIALS.search(name) else f"{name} <{address}>"
    return f"{header_text(name)}\r\n <{address}>"


def header_text(text: str) -> str:
    """A text on one header line, or as RFC 2047 encoded words, one a line."""
    text = one_line(text)
    if text.isascii() and len(text) <= PLAIN_LENGTH and "=?" not in text:
        return text
    words, start, size = [], 0, 0
    for position, character in enumerate(text):
        width = len(character.encode())
        if size + width > ENCODED_BYTES:
            words.append(text[start:position])
            start, size = position, 0
        size += width
    return "\r\n ".join(_encoded_word(word) for word in [*words, text[start:]])


def file_name_parameter(name: str) -> str:
    """`filename=...` for a file: on lines of its own, each after ";", the name without folders.

    A plain name is quoted, any other encoded and if need be cut into numbered pieces (RFC 2231, 3 and 4).
    """
    name = safe_file_name(name)
    if name.isascii() and len(name) <= PLAIN_LENGTH:
        return f';\r\n filename="{name}"'
    pieces, piece = [], "utf-8''"
    for character in name:
        encoded = quote(character, safe="")
        if len(piece) + len(encoded) > PARAMETER_LENGTH:
            pieces.append(piece)
            piece = ""
        piece += encoded
    pieces.append(piece)
    if len(pieces) == 1:
        return f";\r\n filename*={piece}"
    return "".join(f";\r\n filename*{number}*={text}" for number, text in enumerate(pieces))


def safe_file_name(name: str) -> str:
    """A name without folders and without characters that some system forbids; the ending survives a cut."""
    name = NOT_IN_FILE_NAMES.sub("-", one_line(name)).strip(". ") or "attachment"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= NAME_LENGTH or not dot or len(ending) > 8:
        return name[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"


def one_line(text: str) -> str:
    """Without line breaks and control characters, which could start another header."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _encoded_word(text: str) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(text.encode(), newline=False).decode()}?="
