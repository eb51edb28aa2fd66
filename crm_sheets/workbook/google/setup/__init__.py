"""Makes a spreadsheet ready: from a plan in plain data and the structure as it stands to the requests of one batch."""

from crm_sheets.workbook.google.setup.build import requests_for
from crm_sheets.workbook.google.setup.plan import (
    Cell,
    ColumnPlan,
    Condition,
    Formula,
    FoundTab,
    Highlight,
    Line,
    Look,
    PageCell,
    PagePlan,
    ProfileColumn,
    ProfileLookup,
    Protection,
    SetupPlan,
    TabPlan,
    Typing,
    setup_id,
)
from crm_sheets.workbook.google.setup.todo import Todo, todo_of

__all__ = [
    "Cell",
    "ColumnPlan",
    "Condition",
    "Formula",
    "FoundTab",
    "Highlight",
    "Line",
    "Look",
    "PageCell",
    "PagePlan",
    "ProfileColumn",
    "ProfileLookup",
    "Protection",
    "SetupPlan",
    "TabPlan",
    "Todo",
    "Typing",
    "requests_for",
    "setup_id",
    "todo_of",
]
