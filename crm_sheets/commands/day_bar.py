"""A bar on the terminal for work that goes day by day; silent when nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from crm_sheets.model import Text

DAYS = Text("hari demi hari", "day by day")


@contextmanager
def day_bar(days: int, language: str) -> Iterator[Callable[[int, int], None]]:
    """What to tell that so many of the days are done."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=days, label=DAYS.in_language(language), file=sys.stderr) as bar:
        yield lambda done, total: bar.update(done - bar.pos)
        bar.update(days - bar.pos)
