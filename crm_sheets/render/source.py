"""A template's file: which names are looked for, and how its text is taken apart and tidied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crm_sheets.model import Medium, Text
from crm_sheets.render.problem import TemplateFault

EMAIL_LAYOUT = "layouts/email.html"
"""The frame that turns the text of an e-mail into its HTML part."""
TEMPLATE_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
HEADER = "Subject:"
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, those that change the direction of what follows, and halves of characters."""
LONGEST_SUBJECT = 200


def file_names(template: str, medium: Medium, languages: Sequence[str]) -> Iterator[tuple[str, Medium, str]]:
    """The files to look for, best first: name, its medium, its language. WhatsApp may use the SMS text."""
    media = (medium, Medium.SMS) if medium is Medium.WHATSAPP else (medium,)
    for language in dict.fromkeys(languages):
        for one in media:
            yield f"{template}.{one.value}.{language}.txt", one, language


def split_email(source: str) -> tuple[str, str]:
    """Subject and body of an e-mail template, each moved to keep its line numbers. Raises TemplateFault."""
    start = _after_comments(source)
    subject, _, rest = source[start:].partition("\n")
    blank, _, body = rest.partition("\n")
    if not subject.startswith(HEADER) or blank.strip():
        raise TemplateFault(
            Text(
                'templat e-mail dimulai dengan baris "Subject: ..." lalu satu baris kosong',
                'an e-mail template starts with a line "Subject: ..." and then a blank line',
            ),
            1,
        )
    above = source.count("\n", 0, start)
    return "\n" * above + subject.removeprefix(HEADER), "\n" * (above + 2) + body


def _after_comments(source: str) -> int:
    """Where the text begins after blank lines and Jinja comments; a plain scan, so that no source can stall it."""
    place = 0
    while True:
        place += len(source[place:]) - len(source[place:].lstrip())
        end = source.find("#}", place) if source.startswith("{#", place) else -1
        if end < 0:
            return place
        place = end + 2


def tidy(text: str) -> str:
    """A message without trailing spaces, control characters and more than two blank lines in a row."""
    text = INVISIBLE.sub("", LINE_BREAKS.sub("\n", text))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip()


def tidy_subject(subject: str) -> str:
    """A subject on one line. Raises TemplateFault for a line break in it, which could smuggle in other headers."""
    subject = subject.strip()
    if "\n" in LINE_BREAKS.sub("\n", subject):
        raise TemplateFault(
            Text(
                "ada ganti baris di dalam Subject; periksa data yang dipakai di baris itu",
                "there is a line break inside Subject; look at the values used in that line",
            )
        )
    subject = INVISIBLE.sub("", subject)
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise TemplateFault(
            Text(
                f"Subject harus berisi 1 sampai {LONGEST_SUBJECT} huruf",
                f"Subject must have 1 to {LONGEST_SUBJECT} characters",
            )
        )
    return subject


def paragraphs(text: str) -> list[list[str]]:
    """A tidy text as paragraphs of lines."""
    return [part.split("\n") for part in re.split(r"\n{2,}", text)]
