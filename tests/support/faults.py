"""Faults at a chosen operation of a ledger's database: the process dies, or the driver says that the disk is full."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import event

from crm_sheets.ledger import Ledger

DIED = 9
POINTS = ("before_cursor_execute", "after_cursor_execute", "commit")
Fault = Callable[[], None]


def die() -> None:
    os._exit(DIED)


def driver_says_disk_is_full(place: Path | str) -> None:
    """What a driver raises when the disk is full."""
    if isinstance(place, Path):
        raise sqlite3.OperationalError("database or disk is full")
    raise psycopg.errors.DiskFull("could not extend file: No space left on device")


class FaultAt:
    """Calls the fault at the nth operation from now on; each statement counts before and after, each commit once."""

    def __init__(self, ledger: Ledger, number: int, fault: Fault) -> None:
        self.left, self.fault = number, fault
        for point in POINTS:
            event.listen(ledger.engine, point, lambda *given: self.count())

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.fault()
