"""The lines above the text of a template file: subject and files of an e-mail, provider's template of a WhatsApp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm_sheets.model import Text
from crm_sheets.render.problem import TemplateFault
from crm_sheets.render.source import INVISIBLE

SUBJECT = "Subject:"
ATTACH = "Attach:"
CONTENT = "content:"
NUMBERED = re.compile(r"(\d{1,2}):(?:[ \t]|$)")
CONTENT_ID = re.compile(r"HX[0-9a-fA-F]{32}")
LONGEST_FILE_NAME = 120
NOT_IN_FILE_NAMES = re.compile(r'[/\\:*?"<>|{}%]')
"""What parts folders, what some systems refuse, and gaps: which file travels must not depend on a cell."""

NO_SUBJECT = Text(
    'templat e-mail dimulai dengan baris "Subject: ..." lalu satu baris kosong',
    'an e-mail template starts with a line "Subject: ..." and then a blank line',
)
NO_BLANK_LINE = Text(
    "sesudah baris Content dan baris bernomor (1: ...) harus ada satu baris kosong, lalu isi pesannya",
    "after the line Content and the numbered lines (1: ...) comes a blank line, then the text",
)
BAD_CONTENT_ID = Text(
    "Content: harus berisi id templat yang disetujui: HX lalu 32 angka atau huruf a sampai f",
    "Content: takes the id of an approved template: HX and then 32 digits or letters a to f",
)


@dataclass(frozen=True)
class EmailSource:
    """An e-mail template taken apart. Subject and body keep their line numbers; `files` are names with their lines."""

    subject: str
    files: tuple[tuple[str, int], ...]
    body: str


@dataclass(frozen=True)
class ContentSource:
    """A WhatsApp template taken apart; each variable and the body keep their line numbers, `content_id` may be ""."""

    content_id: str
    variables: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class _Head:
    """The lines from the first that says something to the next blank one; `above` is how many lines stand before."""

    above: int
    lines: Sequence[str]
    body: str
    ends_with_blank: bool


def split_email(source: str) -> EmailSource:
    """Subject, attached files and body of an e-mail template. Raises TemplateFault."""
    head = _head_of(source)
    if not head.lines or not head.lines[0].startswith(SUBJECT):
        raise TemplateFault(NO_SUBJECT, 1)
    files = [(_file_name(line, number), number) for number, line in enumerate(head.lines[1:], head.above + 2)]
    return EmailSource("\n" * head.above + head.lines[0].removeprefix(SUBJECT), tuple(files), head.body)


def _file_name(line: str, number: int) -> str:
    if not line.startswith(ATTACH):
        raise TemplateFault(NO_SUBJECT, number)
    name = line.removeprefix(ATTACH).strip()
    if not is_plain_name(name):
        raise TemplateFault(
            Text(
                f'"{name[:80]}" bukan nama berkas biasa; tulis misalnya Attach: brosur.pdf',
                f'"{name[:80]}" is no plain file name; write for example Attach: brochure.pdf',
            ),
            number,
        )
    return name


def is_plain_name(name: str) -> bool:
    """True for the name of a file in one folder: without a path, a gap, or signs that do not show."""
    plain = not NOT_IN_FILE_NAMES.search(name) and not INVISIBLE.search(name) and name.isprintable()
    return plain and 0 < len(name) <= LONGEST_FILE_NAME and not name.startswith((".", " "))


def split_content(source: str) -> ContentSource:
    """The provider's template and its variables, when the file begins with such lines. Raises TemplateFault."""
    head = _head_of(source)
    named = bool(head.lines) and head.lines[0].lower().startswith(CONTENT)
    if not named and not (head.lines and NUMBERED.match(head.lines[0])):
        return ContentSource("", (), source)
    content_id = _content_id(head.lines[0], head.above + 1) if named else ""
    first = 1 if named else 0
    variables = [
        _variable(line, number, head.above + first + number) for number, line in enumerate(head.lines[first:], 1)
    ]
    if not head.ends_with_blank:
        raise TemplateFault(NO_BLANK_LINE, head.above + len(head.lines))
    return ContentSource(content_id, tuple(variables), head.body)


def _content_id(line: str, number: int) -> str:
    content_id = line[len(CONTENT) :].strip()
    if not CONTENT_ID.fullmatch(content_id):
        raise TemplateFault(BAD_CONTENT_ID, number)
    return content_id


def _variable(line: str, wanted: int, place: int) -> str:
    """The source of one variable, moved to its line."""
    found = NUMBERED.match(line)
    if not found:
        raise TemplateFault(NO_BLANK_LINE, place)
    if int(found[1]) != wanted:
        raise TemplateFault(
            Text(
                f"variabel bernomor urut 1, 2, 3 ...; di sini seharusnya {wanted}:",
                f"variables are numbered 1, 2, 3 ...; here {wanted}: is expected",
            ),
            place,
        )
    value = line[found.end() :].strip()
    if not value:
        raise TemplateFault(Text(f"variabel {wanted} kosong", f"variable {wanted} is empty"), place)
    return "\n" * (place - 1) + value


def _head_of(source: str) -> _Head:
    start = _after_comments(source)
    above = source.count("\n", 0, start)
    lines: list[str] = []
    place = start
    while place < len(source):
        line, newline, _ = source[place : source.find("\n", place) + 1 or None].partition("\n")
        place += len(line) + len(newline)
        if not line.strip():
            return _Head(above, lines, "\n" * (above + len(lines) + 1) + source[place:], ends_with_blank=True)
        lines.append(line.rstrip())
    return _Head(above, lines, "", ends_with_blank=False)


def _after_comments(source: str) -> int:
    """Where the text begins after blank lines and Jinja comments; a plain scan, so that no source can stall it."""
    place = 0
    while True:
        place += len(source[place:]) - len(source[place:].lstrip())
        end = source.find("#}", place) if source.startswith("{#", place) else -1
        if end < 0:
            return place
        place = end + 2
