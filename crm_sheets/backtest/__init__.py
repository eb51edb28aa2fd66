"""What a program would have done: every day of a stretch of time decided anew, with what was known on that day."""

from __future__ import annotations

from crm_sheets.backtest.coming import coming
from crm_sheets.backtest.known import as_known
from crm_sheets.backtest.outcome import Outcome, outcome_of
from crm_sheets.backtest.replay import Ground, Played, replay
from crm_sheets.backtest.undated import Undated, undated_facts
from crm_sheets.backtest.used import used_columns

__all__ = [
    "Ground",
    "Outcome",
    "Played",
    "Undated",
    "as_known",
    "coming",
    "outcome_of",
    "replay",
    "undated_facts",
    "used_columns",
]
