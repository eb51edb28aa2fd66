"""How people are addressed: "Bapak Budi", "Ibu Sari"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crm_sheets.model import Text
from crm_sheets.schema import TABS

TITLES = re.compile(
    r"h|hj|haji|hajjah|kh|dr|drs|dra|drg|prof|ir|rr|ra|raden|rm|mr|mrs|ms|bpk|bapak|ibu|bu|pak|tn|ny|nn|sdr|sdri|ust|ustad|ustadz|ustaz|ustadzah|ustazah"
)
"""Words before a name that are not the name, without dots and in small letters."""

COMPANY = re.compile(r"^(pt|cv|ud|pd|fa|firma|yayasan|koperasi|toko|apotek|klinik|rs|rumah sakit)\b", re.IGNORECASE)


GLUED_TITLE = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_]{2})")
"""Where a space is missing in "Hj.Siti"."""

LONGEST_NAME = 200
"""Characters; what is longer is no name, and need not be looked at word by word."""

PARTICLES = frozenset({"bin", "binti", "bt", "van", "von", "der", "den", "de", "da", "di", "al", "el", "la", "dan"})
"""Words within a name that are written small."""


def first_name(name: str) -> str:
    """The name a person is called by: the first word that is neither a title nor an initial; "" stays "".

    What follows a comma is a degree. A name made of nothing but titles and initials is kept whole. A name typed wholly
    in capitals or wholly in small letters comes in title case.
    """
    words = GLUED_TITLE.sub(" ", name[:LONGEST_NAME].partition(",")[0]).split()
    called = [word for word in words if not _is_title(word)]
    if not called:
        return " ".join(words)
    typed = "".join(called)
    return title_case(called[0]) if typed.isupper() or typed.islower() else called[0]


def title_case(name: str) -> str:
    """A name as it is usually written: "Joko Susilo", "Ahmad bin Ma'ruf", "Maria D'Angelo", "Siti-Nur"."""
    if len(name) > LONGEST_NAME:
        return name.title()
    words = [_capitalised(word) for word in name.split()]
    return " ".join(word.lower() if place and word.lower() in PARTICLES else word for place, word in enumerate(words))


def _capitalised(word: str) -> str:
    """One word with capitals at its start and after a hyphen or dot; after an apostrophe only behind D and O."""
    return re.sub(r"(?<!['’`])\b[^\W\d_]|(?<=\b[do]['’`])[^\W\d_]", lambda letter: letter[0].upper(), word.lower())


def _is_title(word: str) -> bool:
    plain = word.rstrip(".").replace(".", "").casefold()
    return bool(TITLES.fullmatch(plain)) or (len(plain) == 1) or (word.endswith(".") and len(plain) <= 3)


FORMAL, FAMILIAR = "formal", "familiar"
FAMILIAR_SALUTATIONS = {"id": {"Bapak": "Pak", "Ibu": "Bu"}, "en": {"Bapak": "", "Ibu": ""}}
"""What takes the salutation's place among friends; the others (Kak, Mas, Dr.) stay. "Budi" alone would be rude to a
Bapak in Indonesian, and "Mr Budi" stiff in English."""
PRONOUNS = {
    FORMAL: (Text("Anda", "you"), Text("Anda", "your")),
    FAMILIAR: (Text("kamu", "you"), Text("kamu", "your")),
}
"""By register: "you", and what says that something is theirs."""


def register_of(customer: Mapping[str, Any]) -> str:
    """How to speak to a customer; who has said nothing is spoken to formally."""
    return FAMILIAR if customer.get("register") == FAMILIAR else FORMAL


def pronouns(register: str, language: str) -> dict[str, str]:
    """The words `you` and `your` of a template."""
    you, your = PRONOUNS[register]
    return {"you": you.in_language(language), "your": your.in_language(language)}


def greeting_name(customer: Mapping[str, Any], language: str) -> str:
    """How to address a customer: salutation and first name, the first name alone, or an organisation's whole name.

    By the customer's register: "Bapak Budi" or "Pak Budi", "Mr Budi" or "Budi". "" for a customer without a name: a
    salutation alone addresses nobody.
    """
    name = (customer.get("name") or "").strip()
    if not first_name(name):
        return ""
    if customer.get("kind") == "organisation" or COMPANY.match(name):
        return name
    return f"{_salutation(customer, language)} {first_name(name)}".strip()


def _salutation(customer: Mapping[str, Any], language: str) -> str:
    typed = customer.get("salutation") or ""
    if register_of(customer) == FAMILIAR and typed in FAMILIAR_SALUTATIONS[language]:
        return FAMILIAR_SALUTATIONS[language][typed]
    choices = TABS["customers"].by_name["salutation"].choices
    return next((choice.label.in_language(language) for choice in choices if choice.value == typed), typed)
