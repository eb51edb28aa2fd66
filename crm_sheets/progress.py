"""A progress bar on the terminal for long work; silent when nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from crm_sheets.model import Text

STEPS = {
    "read": Text("membaca buku kerja", "reading the workbook"),
    "validate": Text("memeriksa baris", "checking rows"),
    "enrich": Text("menghitung profil", "computing profiles"),
    "plan": Text("merencanakan kontak", "planning contacts"),
    "render": Text("menulis pesan", "writing messages"),
    "send": Text("mengirim", "delivering"),
    "report": Text("menyusun laporan", "building reports"),
    "write": Text("menulis buku kerja", "writing the workbook"),
}
"""The steps of a run, in order."""

PER_STEP = 1000


class Progress:
    """Is told which step a run is at and how far within it; shows nothing by itself."""

    def step(self, name: str) -> None:
        """A step of STEPS begins."""

    def advance(self, done: int, total: int) -> None:
        """So many of the step's pieces are done."""


class Bar(Progress):
    """Progress shown on a bar."""

    def __init__(self, bar: Any, language: str) -> None:
        self._bar, self._language, self._label, self._start = bar, language, "", 0

    def step(self, name: str) -> None:
        """Move to where the step begins and show its name."""
        self._start = list(STEPS).index(name) * PER_STEP
        self._label = STEPS[name].in_language(self._language)
        self._move_to(self._start, self._label)

    def advance(self, done: int, total: int) -> None:
        """Move on within the step and show the count."""
        self._move_to(self._start + done * PER_STEP // max(total, 1), f"{self._label} {done:,}/{total:,}")

    def _move_to(self, position: int, label: str) -> None:
        self._bar.update(max(position - self._bar.pos, 0), label)
        self._bar.render_progress()


@contextmanager
def progress_bar(language: str, *, quiet: bool = False) -> Iterator[Progress]:
    """A progress bar when standard error is a terminal, else silence."""
    if quiet or not sys.stderr.isatty():
        yield Progress()
        return
    length = PER_STEP * len(STEPS)
    with click.progressbar(length=length, show_eta=False, item_show_func=str, file=sys.stderr) as bar:
        yield Bar(bar, language)
        bar.update(length - bar.pos, "")
