"""A spreadsheet's address: the id alone, or the link that a browser shows."""

from __future__ import annotations

import re

_LINK = re.compile(r"^https?:/{1,2}docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]+)", re.IGNORECASE)
_PUBLISHED = re.compile(r"^https?:/{1,2}docs\.google\.com/spreadsheets/(?:u/\d+/)?d/e/", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9_-]{30,}")


def spreadsheet_id(text: str) -> str:
    """The id in a link to a Google spreadsheet, or the text itself when it is one; "" for anything else."""
    text = text.strip()
    if _PUBLISHED.match(text):
        return ""  # the address of a published page: it cannot be read as a spreadsheet
    found = _LINK.match(text)
    if found:
        return found.group(1)
    return text if _ID.fullmatch(text) else ""


def browser_address(spreadsheet_id: str) -> str:
    """The link that opens the spreadsheet in a browser."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}/edit"
