"""When each line of the timetable was last started, kept in a file beside the ledger."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from crm_sheets.errors import ConfigurationError, WorkbookLocked
from crm_sheets.private_files import write_private

FILE = "crm-schedule.json"
LONGEST = 1_000_000
"""Bytes; a larger file is not ours."""


class Memory:
    """The file. A missing, damaged or foreign one is an empty one: then nothing is made up for."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def read(self) -> dict[str, datetime]:
        """An aware moment for each line that was started."""
        try:
            if self.file.stat().st_size > LONGEST:
                return {}
            found = json.loads(self.file.read_text(encoding="utf-8"))
            started = found["started"]
            return {str(key): moment for key, text in started.items() if (moment := _moment(text))}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def write(self, started: Mapping[str, datetime]) -> None:
        """Keep these, whole or not at all, for their owner only. Raises OSError."""
        moments = {key: moment.isoformat() for key, moment in started.items()}
        write_private(self.file, json.dumps({"started": moments}, indent=2) + "\n")

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second scheduler off this folder. Raises WorkbookLocked; the system frees it when a process dies."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.file.with_name(f".{FILE}.lock"), timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise WorkbookLocked(
                f'Another "crm-sheets schedule" is running in the folder "{self.file.parent}"; one is enough. End it '
                "first, or leave it at that."
            ) from None
        except OSError as error:
            raise ConfigurationError(f'The folder "{self.file.parent}" cannot be written: {error.strerror}.') from None
        try:
            yield
        finally:
            lock.release()


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo and moment.utctimetuple() else None
    except (ValueError, TypeError, OverflowError):
        return None
