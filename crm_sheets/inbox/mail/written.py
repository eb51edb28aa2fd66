"""What the person wrote: without the quoted original, without signatures.

What is quoted is ours, and it names the words that stop us; taken for the person's own it would unsubscribe everybody
who answers. So in doubt a quotation is dropped, even when nothing is left.
"""

from __future__ import annotations

import re

from crm_sheets.inbox.mail.headers import visible

LONGEST_TEXT = 4_000
MOST_LINES = 4_000
LONGEST_LINE = 2_000
_LOOK_AT = 300
"""Of a line so many characters decide what kind of line it is."""

_WROTE = re.compile(r"^\W{0,3}(?:on|pada)\b.{0,600}?\b(?:wrote|menulis)\s{0,3}:\s*$", re.IGNORECASE)
_ATTRIBUTION_LINES = 4
_OTHER_WROTE = re.compile(
    r"^(?:.{0,200}<[^<>\s]{1,120}@[^<>\s]{1,120}>.{0,60}\b(?:wrote|menulis)\s{0,3}:"
    r"|\d{4}-\d\d-\d\d.{0,100}<[^<>\s]{1,120}@[^<>\s]{1,120}>\s{0,3}:)\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d")
_SEPARATOR = re.compile(
    r"^\W{0,3}-{2,}\s*(?:original message|original appointment|forwarded message|pesan asli|pesan semula"
    r"|pesan yang diteruskan|pesan terusan|pesan diteruskan)\s*-{2,}"
    r"|^\s*(?:begin forwarded message|awal pesan yang diteruskan|mulai pesan yang diteruskan)\s*:\s*$|^_{20,}\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^[\s*_>]{0,4}(?:(?P<origin>from|dari|pengirim)|(?P<time>sent|date|dikirim|terkirim|tanggal|waktu)"
    r"|(?P<target>to|cc|kepada|untuk|ke|tembusan)|(?P<title>subject|subjek|perihal|judul|hal))[\s*_]{0,4}:",
    re.IGNORECASE,
)
_HEADER_LINES = 7
_SIGNATURE = re.compile(r"^--\s*$")
_DEVICE = re.compile(
    r"^\W{0,3}(?:(?:sent|dikirim|terkirim) (?:from|dari)\b|get outlook for\b|dapatkan outlook untuk\b).{0,80}$",
    re.IGNORECASE,
)


def written(text: str) -> str:
    """The person's own words, of at most LONGEST_TEXT characters, without characters that cannot be seen."""
    lines = [line[:LONGEST_LINE].rstrip() for line in visible(text).split("\n")[:MOST_LINES]]
    kept = _trimmed(_unquoted(lines))
    while kept and (_DEVICE.match(kept[-1][:_LOOK_AT]) or not kept[-1]):
        kept.pop()
    return "\n".join(kept)[:LONGEST_TEXT].strip()


def _unquoted(lines: list[str]) -> list[str]:
    """Lines before, between and after what is quoted."""
    kept: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position][:_LOOK_AT]
        if _SIGNATURE.match(line) or _SEPARATOR.match(line) or _begins_header_block(lines, position):
            break
        length = _attribution(lines, position)
        if length and not _quotes(lines, position + length):
            break
        if not length and not line.lstrip().startswith(">"):
            kept.append(lines[position])
        position += length or 1
    return kept


def _attribution(lines: list[str], start: int) -> int:
    """How many lines say who wrote what is quoted next ("On ..., Budi wrote:"), 0 for none."""
    first = lines[start][:_LOOK_AT].lstrip()
    if _OTHER_WROTE.match(first):
        return 1
    if not first[:8].lstrip("*_ ").lower().startswith(("on", "pada")):
        return 0
    for length in range(1, _ATTRIBUTION_LINES + 1):
        joined = " ".join(line[:_LOOK_AT].strip() for line in lines[start : start + length])
        if _WROTE.match(joined):
            return length if _DATED.search(joined) or "@" in joined else 0
    return 0


def _quotes(lines: list[str], start: int) -> bool:
    """True when the next line that is not blank begins with ">"."""
    following = next((line for line in lines[start : start + 5] if line.strip()), "")
    return following.lstrip().startswith(">")


def _begins_header_block(lines: list[str], start: int) -> bool:
    """True for "From: ..." followed by at least two other kinds of headers, as Outlook puts them above the original."""
    first = _FIELD.match(lines[start][:_LOOK_AT])
    if first is None or first.lastgroup != "origin":
        return False
    following = (_FIELD.match(line[:_LOOK_AT]) for line in lines[start + 1 : start + 1 + _HEADER_LINES])
    kinds = {field.lastgroup for field in following if field}
    return len(kinds - {"origin"}) >= 2


def _trimmed(lines: list[str]) -> list[str]:
    """Without blank lines at the ends, and never two in a row."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept
