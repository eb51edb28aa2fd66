"""A plan in a file: what `plan --save` keeps and `plan --diff` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Text
from crm_sheets.plan.difference import PLAN

FORMAT = "crm_sheets_plan"
VERSION = 1
NOT_READ = Text(
    'Rencana "{file}" tidak bisa dibaca: {why}. Berikan berkas yang dibuat "crm-sheets plan --save BERKAS", atau hari '
    "seperti 2026-11-19.",
    'The plan "{file}" cannot be read: {why}. Give a file that "crm-sheets plan --save FILE" made, or a day as '
    "2026-11-19.",
)
NO_PLAN = Text(
    '"{file}" bukan rencana yang bisa dibaca versi ini. Berikan berkas yang dibuat "crm-sheets plan --save BERKAS", '
    "atau hari seperti 2026-11-19.",
    '"{file}" is not a plan that this version can read. Give a file that "crm-sheets plan --save FILE" made, or a day '
    "as 2026-11-19.",
)


class SavedPlan(NamedTuple):
    """The contacts (PLAN) that are due as of a day."""

    as_of: date
    contacts: pl.DataFrame


def plan_text(plan: SavedPlan) -> str:
    """The plan as the text of a file."""
    contacts = plan.contacts.select(PLAN.names()).to_dicts()
    data = {FORMAT: VERSION, "as_of": plan.as_of, "contacts": contacts}
    return json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def read_plan(file: Path, language: str) -> SavedPlan:
    """The plan that a file keeps. Raises ConfigurationError in `language`."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(NOT_READ.in_language(language).format(file=file, why=error.strerror)) from None
    except (ValueError, RecursionError):
        raise _no_plan(file, language) from None
    if not isinstance(data, dict) or data.get(FORMAT) != VERSION:
        raise _no_plan(file, language)
    return _plan(data, file, language)


def _plan(data: Mapping[str, Any], file: Path, language: str) -> SavedPlan:
    texts = dict.fromkeys(PLAN, pl.String)
    try:
        rows = [{name: row[name] for name in PLAN} for row in data["contacts"]]
        dates = [pl.col(name).str.to_date("%Y-%m-%d") for name, dtype in PLAN.items() if dtype == pl.Date]
        contacts = pl.DataFrame(rows, schema=texts, orient="row").with_columns(dates)
        return SavedPlan(date.fromisoformat(data["as_of"]), contacts)
    except (KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
        raise _no_plan(file, language) from None


def _no_plan(file: Path, language: str) -> ConfigurationError:
    return ConfigurationError(NO_PLAN.in_language(language).format(file=file))
