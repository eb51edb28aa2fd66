"""How people are addressed: "Bapak Budi", "Ibu Sari"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crm_sheets.schema import TABS

TITLES = re.compile(
    r"h|hj|haji|hajjah|kh|dr|drs|dra|drg|prof|ir|rr|ra|raden|rm|mr|mrs|ms|bpk|bapak|ibu|bu|pak|tn|ny|nn|sdr|sdri"
)
"""Words before a name that are not the name, without dots and in small letters."""

COMPANY = re.compile(r"^(pt|cv|ud|pd|fa|firma|yayasan|koperasi|toko|apotek|klinik|rs|rumah sakit)\b", re.IGNORECASE)


def first_name(name: str) -> str:
    """The name a person is called by: the first word that is neither a title nor an initial; "" stays "".

    What follows a comma is a degree. A name made of nothing but titles and initials is kept whole.
    """
    words = name.partition(",")[0].split()
    called = [word for word in words if not _is_title(word)]
    return called[0] if called else " ".join(words)


def _is_title(word: str) -> bool:
    plain = word.rstrip(".").replace(".", "").casefold()
    return bool(TITLES.fullmatch(plain)) or (len(plain) == 1) or (word.endswith(".") and len(plain) <= 3)


def greeting_name(customer: Mapping[str, Any], language: str) -> str:
    """How to address a customer: salutation and first name, the first name alone, or an organisation's whole name."""
    name = (customer.get("name") or "").strip()
    if customer.get("kind") == "organisation" or COMPANY.match(name):
        return name
    salutation = next(
        (
            choice.label.in_language(language)
            for choice in TABS["customers"].by_name["salutation"].choices
            if choice.value == customer.get("salutation")
        ),
        customer.get("salutation") or "",
    )
    return f"{salutation} {first_name(name)}".strip()
