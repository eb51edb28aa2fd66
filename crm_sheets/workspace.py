"""Opens everything a job needs, once: the workbook, the ledger, the channels, the lock; and owns the clock."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from crm_sheets.errors import ConfigurationError, LedgerMismatch, WorkbookLocked
from crm_sheets.settings import OperatorSettings
from crm_sheets.shipped import shipped

if TYPE_CHECKING:
    import jinja2

    from crm_sheets.ledger import Ledger, Mode
    from crm_sheets.ledger.place import LedgerPlace
    from crm_sheets.workbook.protocol import Workbook


MARK_FILE = ".crm-outbox"

BRING_KEY = {
    False: (
        "Put the key file back, or set CRM_SHEETS_HASH_KEY. If it is lost for good, move the ledger away and run: "
        "crm-sheets ledger rebuild"
    ),
    True: (
        "Copy the key file from the machine that made the ledger, readable by its owner only, or set "
        "CRM_SHEETS_HASH_KEY to the same key. If it is lost for good, give the ledger a new database and run: "
        "crm-sheets ledger rebuild"
    ),
}
"""What to do about a missing key; True: the ledger is shared by several machines."""


class Workspace:
    """One operator's folder: the workbook and the files that belong to it."""

    def __init__(self, settings: OperatorSettings, as_of: date | None = None, *, dry_run: bool = False) -> None:
        """`as_of` is the day the job is about; None is today in the operator's time zone."""
        self.settings = settings
        self.zone = ZoneInfo(settings.timezone)
        today = self.now().astimezone(self.zone).date()
        self.as_of = as_of or today
        self.latest_day = max(self.as_of, today)  # a date after it is a slip, also when looking back at a past day
        self.dry_run = dry_run
        self.is_stopping: Callable[[], bool] = lambda: False
        self.told_in = ""
        """The language of what a command that only looks tells; "" the team's, in which the workbook is written."""
        self.started = self.now()

    @staticmethod
    def now() -> datetime:
        """The moment, in UTC; the only clock that a run reads."""
        return datetime.now(UTC)

    @property
    def mode(self) -> Mode:
        """Which history deliveries belong to: a rehearsal to files never counts as a contact once live."""
        return "live" if self.settings.live else "files"

    @cached_property
    def run_id(self) -> str:
        """New for every run; where machines share a ledger it says which outbox the run writes to."""
        mark = f"-{self.outbox_mark}" if self.outbox_mark else ""
        return f"{self.started:%Y%m%dT%H%M%S}{mark}-{secrets.token_hex(4 if mark else 2)}"

    @cached_property
    def outbox_mark(self) -> str:
        """What tells this outbox from those of the other machines, "" when the ledger is this machine's alone."""
        if self.dry_run or not self.ledger_place.shared:
            return ""
        file = self.outbox / MARK_FILE
        try:
            self.outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                write_private(file, secrets.token_hex(4))
            return file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            said = error.strerror if isinstance(error, OSError) else "it was changed"
            raise ConfigurationError(
                f'The file "{file}" cannot be read or made: {said}. Give the account that runs crm-sheets the right '
                "to write there, or remove that file."
            ) from None

    @cached_property
    def workbook(self) -> Workbook:
        """The workbook of the settings: a file, or a Google spreadsheet."""
        if self.settings.spreadsheet_id:
            from crm_sheets.workbook.google.opening import open_spreadsheet

            return open_spreadsheet(self.settings, self.home, writes=not self.dry_run)
        from crm_sheets.workbook.xlsx import XlsxWorkbook

        return XlsxWorkbook(self._path("workbook"))

    @property
    def workbook_shown(self) -> str:
        """Where the workbook is, as the operator wrote it: a path, or the link to the spreadsheet."""
        if not self.settings.spreadsheet_id:
            return str(self._path("workbook"))
        from crm_sheets.workbook.google.address import browser_address

        return browser_address(self.settings.spreadsheet_id)

    @property
    def outbox(self) -> Path:
        """The folder that the files channel writes to."""
        return self._path("outbox")

    @property
    def agenda(self) -> Path:
        """The folder of the team's agendas, beside the outbox: they are not to lie among messages to customers."""
        return self.outbox.parent / "agenda"

    @property
    def preview(self) -> Path:
        """The preview page's file."""
        return self._path("preview")

    @cached_property
    def ledger_place(self) -> LedgerPlace:
        """The ledger's file, or its database. Raises ConfigurationError."""
        from crm_sheets.ledger.place import place_of

        ledger = self.settings.ledger
        return place_of(ledger if isinstance(ledger, SecretStr) else self._path("ledger"))

    @property
    def home(self) -> Path:
        """The folder of the ledger's file, else of its key: where the jobs of this machine meet."""
        return self._path("key_file" if isinstance(self.settings.ledger, SecretStr) else "ledger").parent

    @cached_property
    def templates(self) -> jinja2.BaseLoader:
        """The team's own templates first, then the shipped ones."""
        from crm_sheets.template_files import template_loader

        return template_loader(self.template_folders)

    @cached_property
    def attachments(self) -> Callable[[str], bytes]:
        """Reads the files that e-mails carry along, from the same folders."""
        from crm_sheets.template_files import attachment_reader

        return attachment_reader(self.template_folders)

    @property
    def team_templates(self) -> Path:
        """The folder of the team's own templates; it need not be there."""
        return self._path("templates")

    @property
    def template_folders(self) -> list[Path]:
        """The team's own folder of templates, then the shipped one."""
        return [self.team_templates, shipped("templates")]

    def _path(self, name: str) -> Path:
        path = getattr(self.settings, name)
        assert isinstance(path, Path)  # noqa: S101 - load_settings fills every path
        return path

    def refuse_other_days(self) -> None:
        """Raise ConfigurationError when messages would reach people today that are about another day."""
        today = self.now().astimezone(self.zone).date()
        if self.settings.live and self.as_of != today and not self.dry_run:
            raise ConfigurationError(
                f"--as-of {self.as_of} is not today ({today}), and messages go to people: nothing was sent. Look at "
                "another day with --dry-run, or with crm-sheets plan and preview."
            )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other jobs off this workbook; an optimisation, the ledger is the guard. Raises WorkbookLocked.

        Jobs of this machine are kept off by a file, those of others by the database that keeps their common ledger.
        """
        if self.dry_run:
            yield
            return
        with self._lock_here(), self.ledger_place.lock(self._name_of_the_lock()) as free:
            if not free:
                raise WorkbookLocked(
                    f'A job of another machine is running on "{self.workbook_shown}". Wait until it has finished; '
                    "the ledger remembers what it made."
                )
            yield

    def _name_of_the_lock(self) -> str:
        return self.settings.spreadsheet_id or str(self._path("workbook").resolve())

    @contextmanager
    def _lock_here(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        path = self.lock_file()
        if path is None:
            yield
            return
        lock = FileLock(path, timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            raise WorkbookLocked(
                f'Another job is running on "{self.workbook_shown}". Wait until it has finished and start this one '
                "again."
            ) from None
        except OSError as error:
            raise ConfigurationError(f'The folder "{path.parent}" cannot be written: {error.strerror}.') from None
        try:
            yield
        finally:
            lock.release()

    def lock_file(self) -> Path | None:
        """Beside the workbook's file, or beside the ledger for a spreadsheet; None when there is no such file."""
        path = self._path("workbook")
        if self.settings.spreadsheet_id:
            return self.home / f".{path.name}.lock"
        return path.with_name(f".{path.name}.lock") if path.exists() else None

    def refuse_without_ledger(self, workbook_id: str) -> None:
        """Raise LedgerMismatch when the ledger is gone: a new one would not know whom we have contacted (law 3)."""
        place = self.ledger_place
        if not place.may_know(workbook_id):
            missing = "does not know it" if place.shared else "is not there"
            raise LedgerMismatch(
                f'The workbook "{self.workbook_shown}" has a ledger, but "{place.shown}" {missing}. Sending '
                "now could repeat what other people have received already, so nothing is sent. Put the ledger back "
                "with its key; or, if it is lost for good: crm-sheets ledger rebuild, which makes a new one from the "
                "workbook (crm-sheets adopt ties the workbook to an empty one)."
            )

    @contextmanager
    def open_ledger(self) -> Iterator[Ledger]:
        """The ledger, made on first use; in a dry run a ledger that forgets everything when none is there yet."""
        from crm_sheets.ledger import Ledger

        place = self.ledger_place.opens if self.has_ledger() else ":memory:"
        with Ledger.open(place, hash_key=self._hash_key()) as ledger:
            yield ledger

    @contextmanager
    def scratch_ledger(self) -> Iterator[Ledger]:
        """A ledger that forgets everything, with the key of the real one."""
        from crm_sheets.ledger import Ledger

        with Ledger.open(":memory:", hash_key=self._hash_key()) as ledger:
            yield ledger

    def has_key(self) -> bool:
        """True when the key that hashes addresses is there already and need not be made."""
        return self.settings.hash_key is not None or self._path("key_file").exists()

    def has_ledger(self) -> bool:
        """True when a ledger is there, or will be made on first use: in a dry run none is made."""
        return not self.dry_run or self.ledger_place.is_there()

    def _hash_key(self) -> str:
        """The key that hashes addresses in the ledger; made beside a new ledger, never beside an old one."""
        if self.settings.hash_key:
            return self.settings.hash_key.get_secret_value()
        file = self._path("key_file")
        if file.exists():
            return self._read_key(file)
        if self.dry_run:
            return secrets.token_hex(32)
        if self.ledger_place.is_there():
            raise ConfigurationError(
                f'The ledger "{self.ledger_place.shown}" is there but its key "{file}" is not, so who was greeted '
                f"cannot be told and nothing is sent. {BRING_KEY[self.ledger_place.shared]}"
            )
        return self._make_key(file)

    def _read_key(self, file: Path) -> str:
        if not file.is_file():
            raise ConfigurationError(
                f'"{file}", where the key file should be, is not a file. Correct key_file in crm.toml, or put the file '
                "back from your backup."
            )
        if file.stat().st_mode & 0o077:
            raise ConfigurationError(f'Others can read the key file "{file}". Close it: chmod 600 "{file}"')
        try:
            return file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigurationError(
                f'The key file "{file}" cannot be read as a key. Put the right file back from your backup.'
            ) from None

    def _make_key(self, file: Path) -> str:
        key = secrets.token_hex(32)
        try:
            write_private(file, key)
        except OSError as error:
            raise ConfigurationError(f'The key file "{file}" cannot be made: {error.strerror}.') from None
        return key


def write_private(file: Path, line: str) -> None:
    """Make a file that only its owner can read. Raises OSError, also when it is there already."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(line + "\n")
