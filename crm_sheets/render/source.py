"""A template's file: which names are looked for, and how its text is taken apart and tidied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

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


REGISTERS = ("formal", "familiar")
"""How people are spoken to: with Bapak and Anda, or by name."""
ANY_REGISTER = ""
"""The register of a text that does for both."""


class FileName(NamedTuple):
    """The name of a template's file, and what it says."""

    name: str
    medium: Medium
    language: str
    register: str


def registers_for(register: str | None) -> tuple[str, ...]:
    """Which texts a customer may get, best first: a formal one never hurts, a familiar one does if nobody asked."""
    return ("familiar", ANY_REGISTER, "formal") if register == "familiar" else ("formal", ANY_REGISTER)


def file_names(
    template: str, medium: Medium, languages: Sequence[str], registers: Sequence[str] = (ANY_REGISTER,)
) -> Iterator[FileName]:
    """The files to look for, best first: a language before the next, in it a medium's own texts before those of SMS,
    which WhatsApp may use, and of these one register before the next."""
    media = (medium, Medium.SMS) if medium is Medium.WHATSAPP else (medium,)
    for language in dict.fromkeys(languages):
        for one in media:
            for register in registers:
                name = ".".join(part for part in (template, one.value, language, register, "txt") if part)
                yield FileName(name, one, language, register)


def approved_name(template: str, language: str, register: str) -> str:
    """By what the id of an approved WhatsApp text goes: "birthday_customer.id", "birthday_customer.id.familiar"."""
    return ".".join(part for part in (template, language, register) if part)


def read_approved_name(name: str) -> tuple[str, str, str]:
    """The template, language and register of an approved text's name."""
    template, language, *register = name.split(".")
    return template, language, register[0] if register else ANY_REGISTER


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
