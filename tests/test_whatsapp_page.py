"""The page with the texts to register for WhatsApp is made from the shipped templates, and is current."""

from __future__ import annotations

import re

from docs_scripts import docs_script

from crm_sheets.shipped import shipped

MAKER = docs_script("make_whatsapp")


def test_the_page_in_the_repository_is_current() -> None:
    assert MAKER.PAGE.read_text(encoding="utf-8") == MAKER.page(), "run: python docs/make_whatsapp.py"


def test_every_shipped_text_is_on_it() -> None:
    """But for what answers a message that came: it goes within a day, when any text may go."""
    there = {path.name.split(".")[0] for path in shipped("templates").glob("*.whatsapp.*.txt")}
    assert set(re.findall(r"^Template `(\w+)`", MAKER.page(), re.MULTILINE)) == there - {
        "acknowledgement",
        "survey_thanks",
    }
