"""A template's file: which names are looked for, and how its text is taken apart and tidied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crm_sheets.model import Medium, Text
from crm_sheets.render.problem import TemplateFault

EMAIL_LAYOUT = "layouts/email.html"
"""The frame that turns the text of an e-mail into its HTML part."""
TEMPLATE_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, those that change the direction of what follows, and halves of characters."""
LONGEST_SUBJECT = 200
SUBJECT_NAME = Text("Subject", "Subject")


def file_names(template: str, medium: Medium, languages: Sequence[str]) -> Iterator[tuple[str, Medium, str]]:
    """The files to look for, best first: name, its medium, its language. WhatsApp may use the SMS text."""
    media = (medium, Medium.SMS) if medium is Medium.WHATSAPP else (medium,)
    for language in dict.fromkeys(languages):
        for one in media:
            yield f"{template}.{one.value}.{language}.txt", one, language


def tidy(text: str) -> str:
    """A message without trailing spaces, control characters and more than two blank lines in a row."""
    text = INVISIBLE.sub("", LINE_BREAKS.sub("\n", text))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip()


def tidy_subject(subject: str) -> str:
    """A subject on one line. Raises TemplateFault for a line break in it, which could smuggle in other headers."""
    return one_line(subject, SUBJECT_NAME, LONGEST_SUBJECT)


def one_line(text: str, name: Text, longest: int) -> str:
    """A text that must stand on one line, tidied; `name` says what it is. Raises TemplateFault."""
    text = text.strip()
    if "\n" in LINE_BREAKS.sub("\n", text):
        raise TemplateFault(
            Text(
                f"ada ganti baris di dalam {name.id}; periksa data yang dipakai di baris itu",
                f"there is a line break inside {name.en}; look at the values used in that line",
            )
        )
    text = INVISIBLE.sub("", text).strip()
    if not text or len(text) > longest:
        raise TemplateFault(
            Text(
                f"{name.id} harus berisi 1 sampai {longest} huruf",
                f"{name.en} must have 1 to {longest} characters",
            )
        )
    return text


def paragraphs(text: str) -> list[list[str]]:
    """A tidy text as paragraphs of lines."""
    return [part.split("\n") for part in re.split(r"\n{2,}", text)]
