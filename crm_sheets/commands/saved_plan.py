"""A plan in a file: what `plan --save` keeps and `plan --diff` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from crm_sheets.errors import ConfigurationError
from crm_sheets.plan.difference import PLAN

FORMAT = "crm_sheets_plan"
VERSION = 1


class SavedPlan(NamedTuple):
    """The contacts (PLAN) that are due as of a day."""

    as_of: date
    contacts: pl.DataFrame


def plan_text(plan: SavedPlan) -> str:
    """The plan as the text of a file."""
    contacts = plan.contacts.select(PLAN.names()).to_dicts()
    data = {FORMAT: VERSION, "as_of": plan.as_of, "contacts": contacts}
    return json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def read_plan(file: Path) -> SavedPlan:
    """The plan that a file keeps. Raises ConfigurationError."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f'The plan "{file}" cannot be read: {error.strerror}. Give a file that "crm-sheets plan --save FILE" made, '
            "or a day as 2026-11-19."
        ) from None
    except (ValueError, RecursionError):
        raise _no_plan(file) from None
    if not isinstance(data, dict) or data.get(FORMAT) != VERSION:
        raise _no_plan(file)
    return _plan(data, file)


def _plan(data: Mapping[str, Any], file: Path) -> SavedPlan:
    texts = dict.fromkeys(PLAN, pl.String)
    try:
        rows = [{name: row[name] for name in PLAN} for row in data["contacts"]]
        dates = [pl.col(name).str.to_date("%Y-%m-%d") for name, dtype in PLAN.items() if dtype == pl.Date]
        contacts = pl.DataFrame(rows, schema=texts, orient="row").with_columns(dates)
        return SavedPlan(date.fromisoformat(data["as_of"]), contacts)
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
        raise _no_plan(file) from None


def _no_plan(file: Path) -> ConfigurationError:
    return ConfigurationError(
        f'"{file}" is not a plan that this version can read. Give a file that "crm-sheets plan --save FILE" made, or a '
        "day as 2026-11-19."
    )
