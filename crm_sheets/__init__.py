"""A CRM that lives in a team's spreadsheet.

The public names, for scripts of your own; everything else may change between versions:

    from crm_sheets import JOBS, Workspace, load_settings, run

    workspace = Workspace(load_settings(workbook="customers.xlsx"))
    print(run(workspace, JOBS["nightly"]).as_text("en"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_sheets.errors import ConfigurationError, CrmSheetsError, LedgerMismatch, WorkbookError
    from crm_sheets.jobs import JOBS, Job
    from crm_sheets.model import Contact, Message, Program, SkipReason
    from crm_sheets.pipeline import look, look_ahead, run
    from crm_sheets.settings import load_settings
    from crm_sheets.summary import Summary
    from crm_sheets.validate import validate
    from crm_sheets.workspace import Workspace

HOMES = {
    "ConfigurationError": "errors",
    "CrmSheetsError": "errors",
    "LedgerMismatch": "errors",
    "WorkbookError": "errors",
    "JOBS": "jobs",
    "Job": "jobs",
    "Contact": "model",
    "Message": "model",
    "Program": "model",
    "SkipReason": "model",
    "look": "pipeline",
    "look_ahead": "pipeline",
    "run": "pipeline",
    "load_settings": "settings",
    "Summary": "summary",
    "validate": "validate",
    "Workspace": "workspace",
}

__all__ = [
    "JOBS",
    "ConfigurationError",
    "Contact",
    "CrmSheetsError",
    "Job",
    "LedgerMismatch",
    "Message",
    "Program",
    "SkipReason",
    "Summary",
    "WorkbookError",
    "Workspace",
    "load_settings",
    "look",
    "look_ahead",
    "run",
    "validate",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home at first use, so that the command line starts quickly."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
