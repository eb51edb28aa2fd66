"""Headers of a hostile mail as plain values: texts, one sender, ids."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from email.header import decode_header
from encodings import normalize_encoding
from encodings.aliases import aliases

from crm_sheets.inbox.mail.parsing import Mail

LONGEST_TEXT = 1_000
LONGEST_ID = 250
MOST_ANSWERS = 20
OUR_ID = re.compile(r"(?<![0-9A-Za-z])([0-9a-f]{32}@[A-Za-z0-9.-]{1,190})(?![A-Za-z0-9@-])")
"""What our Message-IDs look like; whether it is one of ours only the ledger knows."""

_ID = re.compile(r"<\s*([^<>\s@]{1,128}@[^<>\s@]{1,120})\s*>")
_QUOTED_NAME = r'"(?P<quoted>(?:[^"\\]|\\.){0,300})"'
_SENDER = re.compile(
    rf"(?:(?:{_QUOTED_NAME}|(?P<plain>[^<>\"]{{0,300}}))\s*<(?P<wrapped>[^<>\s]{{3,254}})>"
    r"|(?P<bare>[^<>\s\"(),;:]{3,254})(?:\s*\((?P<comment>[^()]{0,200})\))?)",
    re.DOTALL,
)
_SEVERAL = re.compile(r"@.*[,;:]|[,;:].*@", re.DOTALL)
_SAFE_CHARSETS = {
    *("utf_8", "ascii", "latin_1", "utf_16", "utf_16_le", "utf_16_be", "koi8_r", "koi8_u", "tis_620", "mac_roman"),
    *("big5", "gb2312", "gbk", "gb18030", "shift_jis", "iso2022_jp", "euc_jp", "euc_kr"),
    *("cp437", "cp850", "cp874", "cp932", "cp949", "cp950", *(f"cp125{number}" for number in range(9))),
    *(f"iso8859_{number}" for number in range(1, 17)),
}
"""Plain tables. Others, such as "punycode", take quadratic time, or are no charsets at all."""
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = "\u200d\u200c"


def charset_decoded(content: bytes, charset: str) -> str:
    """Text in the named charset, or in UTF-8 when that is unknown; what is wrong becomes U+FFFD. Never raises."""
    name = normalize_encoding(charset[:40].strip().strip("\"'")).lower()
    known = aliases.get(name, name)
    return content.decode(known if known in _SAFE_CHARSETS else "utf-8", "replace")


def visible(text: str) -> str:
    """Without control characters, marks that turn the direction of writing, and characters that nobody can see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u2028", "\n")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in "\n" or character in _JOINERS or unicodedata.category(character) not in _INVISIBLE
    )


def one_line(text: str, longest: int = LONGEST_TEXT) -> str:
    """Visible text without line breaks, of at most `longest` characters."""
    return " ".join(visible(text).split())[:longest]


def raw_header(mail: Mail, name: str) -> str:
    """The first header of that name as it was written, on one line, "" without one."""
    return next(iter(raw_headers(mail, name)), "")


def raw_headers(mail: Mail, name: str) -> list[str]:
    """All headers of that name as they were written, each on one line."""
    return [" ".join(str(value).split()) for value in mail.get_all(name, [])]


def header_text(mail: Mail, name: str) -> str:
    """The header with its encoded words read (RFC 2047), "" without one; never raises."""
    return one_line(words_decoded(raw_header(mail, name)))


def words_decoded(value: str) -> str:
    """A header's value with its encoded words read (RFC 2047); as it stands when they are broken."""
    value = value[: 2 * LONGEST_TEXT]
    if "=?" not in value:
        return value
    with suppress(Exception):  # base64 and charsets of strangers fail in many ways
        pieces = [(piece, charset or "utf-8") for piece, charset in decode_header(value)]
        return "".join(
            piece if isinstance(piece, str) else charset_decoded(piece, charset) for piece, charset in pieces
        )
    return value


def sender(mail: Mail) -> tuple[str, str]:
    """Address in lower case and name of who it is from; ("", "") unless there is exactly one valid address.

    Reply-To counts for nothing: with it anybody could speak for somebody else.
    """
    values = raw_headers(mail, "From")
    match = _SENDER.fullmatch(values[0]) if len(values) == 1 else None
    if match is None or _SEVERAL.search(match["plain"] or ""):
        return "", ""
    address = valid_address(match["wrapped"] or match["bare"])
    quoted = re.sub(r"\\(.)", r"\1", match["quoted"] or "")
    name = one_line(words_decoded(quoted or match["plain"] or match["comment"] or ""), 100)
    return (address, name.strip("\"' ")) if address else ("", "")


def valid_address(text: str) -> str:
    """One e-mail address in lower case, "" for anything else; nothing is asked of the network."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(text.strip(), check_deliverability=False).normalized).lower()
    except EmailNotValidError:
        return ""


def ids(value: str) -> list[str]:
    """The Message-IDs in a header's value, without their brackets."""
    return [found for found in _ID.findall(value) if found.isprintable()]


def own_id(mail: Mail) -> str:
    """The mail's own Message-ID without its brackets, "" without a usable one."""
    return next(iter(ids(raw_header(mail, "Message-ID"))), "")


def answered(mail: Mail) -> tuple[str, ...]:
    """Ids of the messages that it answers, the nearest first (RFC 5322, 3.6.4)."""
    near = ids(raw_header(mail, "In-Reply-To"))
    far = ids(raw_header(mail, "References"))
    return tuple(dict.fromkeys([*near, *reversed(far)]))[:MOST_ANSWERS]
