"""Which tabs are job tabs: the workbook keeps a hidden name for each, which points at the tab.

A name follows its tab when people rename or move it, and survives saving with Excel and LibreOffice.
"""

from __future__ import annotations

import re

from crm_sheets.workbook.xlsx.outline import DefinedName, Outline

_MARK = "crm_sheets_job_"
_LOST = "#REF!"


def marked_titles(outline: Outline) -> set[str]:
    """The titles, case-folded, of the tabs that carry our mark."""
    return {_title_of(name.refers_to).casefold() for name in outline.names if name.name.startswith(_MARK)}


def mark(outline: Outline, title: str) -> None:
    """Mark a tab as a job tab; marks whose tab is gone are removed."""
    for name in [name for name in outline.names if name.name.startswith(_MARK) and _LOST in name.refers_to]:
        outline.undefine(name.name, name.sheet)
    if title.casefold() in marked_titles(outline):
        return
    taken = {name.name for name in outline.names}
    number = next(number for number in range(1, len(taken) + 2) if f"{_MARK}{number}" not in taken)
    outline.define(DefinedName(f"{_MARK}{number}", f"{quoted(title)}!$A$1"))


def quoted(title: str) -> str:
    """A tab's title as formulas write it."""
    return "'" + title.replace("'", "''") + "'"


def _title_of(reference: str) -> str:
    title = re.sub(r"![^!]*$", "", reference.strip().removeprefix("="))
    return title[1:-1].replace("''", "'") if title.startswith("'") else title
