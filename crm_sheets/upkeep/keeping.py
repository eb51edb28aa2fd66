"""How long the ledger remembers: which day it keeps from, and which past days it can no longer be asked to run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Program
from crm_sheets.periods import add_months
from crm_sheets.settings import FEWEST_MONTHS
from crm_sheets.workspace import Workspace

A_YEAR = timedelta(days=366)


def day_to_keep_from(workspace: Workspace, programs: Sequence[Program]) -> date | None:
    """The day before which the nightly run may forget; None when everything is kept."""
    months = workspace.settings.ledger_keep_months
    if not months:
        return None
    return add_months(_today(workspace), -months) - _longest_wait(programs)


def latest_day(workspace: Workspace, programs: Sequence[Program]) -> date:
    """The latest day before which anything may ever be forgotten: yearly programs look back, and some wait long."""
    return add_months(_today(workspace), -FEWEST_MONTHS) - _longest_wait(programs)


def refuse_forgotten(workspace: Workspace, forgotten_before: date | None) -> None:
    """Raise ConfigurationError for a run as of a day whose contacts the ledger may have forgotten."""
    if forgotten_before is None:
        return
    first = forgotten_before + A_YEAR
    if workspace.as_of < first:
        raise ConfigurationError(
            f"--as-of {workspace.as_of} lies too far back: the ledger has forgotten contacts from before "
            f"{forgotten_before}, so people could hear twice, and nothing is sent. Take {first} or a later day; "
            "--dry-run looks at any day."
        )


def _longest_wait(programs: Sequence[Program]) -> timedelta:
    """How long after its occasion a contact of these programs may still be made, or holds the next one back."""
    waits = (max(program.offset_days, 0) + max(program.lateness_days, program.rest_days) for program in programs)
    return timedelta(days=max(waits, default=0))


def _today(workspace: Workspace) -> date:
    """The day by the clock, or the day it is about when that is earlier: a slip in --as-of must not forget more."""
    return min(workspace.as_of, workspace.started.astimezone(workspace.zone).date())
