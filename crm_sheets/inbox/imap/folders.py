"""Names of folders: as people write them, and as IMAP wants them (RFC 3501, 5.1.3)."""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable

USUAL_SENT = frozenset(
    {
        *("sent", "sent items", "sent messages", "sent mail"),
        *("terkirim", "item terkirim", "pesan terkirim", "surat terkirim", "email terkirim"),
    }
)
"""The last part of the folder's name, in lower case, where servers keep what was sent."""

_OTHER = re.compile(r"[^\x20-\x7e]+")
_LISTED = re.compile(rb'\((?P<flags>[^()]{0,500})\) (?:"(?P<separator>\\?.)"|NIL) (?P<name>.{0,1000})', re.DOTALL)


def folder_in_command(name: str) -> str:
    """The name quoted, so that it can be nothing but a name."""
    return quoted(encoded_folder(name))


def encoded_folder(name: str) -> str:
    """The name in modified UTF-7, which is printable ASCII; control characters are dropped."""
    clean = "".join(character for character in name if ord(character) >= 32 and ord(character) != 127)
    return _OTHER.sub(lambda match: _shifted(match[0]), clean.replace("&", "&-"))


def quoted(text: str) -> str:
    """An IMAP quoted string of printable ASCII."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shifted(text: str) -> str:
    encoded = b2a_base64(text.encode("utf-16-be", "replace"), newline=False).decode()
    return "&" + encoded.rstrip("=").replace("/", ",") + "-"


def sent_folder(listed: Iterable[object]) -> str:
    """Where the server keeps what was sent: by its special use (RFC 6154), else by a usual name; "" without one.

    `listed` is what LIST answers.
    """
    by_name = ""
    for flags, separator, name in filter(None, map(_parts, listed)):
        if "\\sent" in flags:
            return name
        last = name.rpartition(separator)[2] if separator else name
        if last.lower() in USUAL_SENT and "\\noselect" not in flags:
            by_name = by_name or name
    return by_name


def _parts(answer: object) -> tuple[set[str], str, str] | None:
    """Flags in lower case, separator and name of one folder; None for what is not understood."""
    head, literal = answer if isinstance(answer, tuple) else (answer, None)
    match = _LISTED.fullmatch(head) if isinstance(head, bytes) else None
    if match is None:
        return None
    name = literal if literal is not None else match["name"]
    text = name.decode("ascii", "replace").strip()
    if literal is None and text.startswith('"'):
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    flags = {flag.lower() for flag in match["flags"].decode("ascii", "replace").split()}
    return flags, (match["separator"] or b"").decode("ascii", "replace")[-1:], _unshifted(text)


def _unshifted(text: str) -> str:
    """The name as people write it, from modified UTF-7."""

    def plain(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        utf7 = "+" + match[1].replace(",", "/") + "-"
        return utf7.encode("ascii", "replace").decode("utf-7", "replace")

    return re.sub(r"&([A-Za-z0-9+,]{0,500})-", plain, text)
