"""What falls due on the days to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from crm_sheets.backtest.replay import Ground
from crm_sheets.programs import find_due
from crm_sheets.tables import DUE


def coming(
    ground: Ground, days: Sequence[date], advance: Callable[[int, int], None] = lambda done, total: None
) -> pl.DataFrame:
    """The rows (DUE) of all programs whose contact falls due on one of these days, whatever the plan will say.

    Conditions and profiles are those of each day. A program that starts later or has ended counts from its first day to
    its last.
    """
    frames = [DUE.to_frame()]
    today_only = [replace(program, lateness_days=0) for program in ground.programs]
    for number, day in enumerate(days):
        advance(number, len(days))
        due, _ = find_due(today_only, *ground.seen_on(day), day, ground.settings)
        frames.append(due.filter(pl.col("due_date") == day))
    return pl.concat(frames)
