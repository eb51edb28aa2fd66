"""The files channel: every message becomes a file in the outbox, for a team to look at or to send by hand.

What holds after a crash: a file appears under its name whole or not at all, so a killed process leaves either the
message or nothing of it. For a power cut, the contents of a batch are written through to the disk before their names
appear, and the names before the receipts are given, so a receipt is never for a file that is lost.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any

from crm_sheets.channels.mime import BadAddress, Sender, mail_bytes
from crm_sheets.channels.protocol import Evidence
from crm_sheets.model import ContactState, Medium, Message, Receipt, Trace

ALREADY_THERE = "already there"
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
MESSAGE_FILE = re.compile(r"[^.].*--([0-9a-f]{16})\.[a-z]+\.(?:txt|eml)")
UNFINISHED = ".part"
ABANDONED_SECONDS = 86_400
"""An unfinished file this old was left by a process that was killed."""
NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})
NOBODY = Sender("outbox@example.invalid", "CRM Sheets")
"""The sender of a rehearsal: an address that no mail can come from or go to (RFC 2606)."""

_numbers = count()


@dataclass(frozen=True)
class _Unfinished:
    """A message whose content is written under a temporary name."""

    key: str
    descriptor: int
    path: Path
    name: str


class FilesChannel:
    """Writes to `<folder>/<as_of>/<program>--<customer>--<hash of the key>.<medium>.txt` (`.eml` for e-mail).

    `now` is the aware moment that mails carry as their date. Folders and files are for their owner only. A ledger key
    gets one file for good: a second delivery changes nothing and says so. `scope` (the workbook's id) keeps two
    workbooks with one outbox apart. `written_here` are the keys that were tried into this very folder, when there are
    others on other machines: only for those does a missing file prove anything. What cannot be written is FAILED with
    `retry`, and the other messages go on.
    """

    name = "files"
    batch_size = 100

    def __init__(
        self,
        folder: Path,
        as_of: date,
        now: datetime,
        sender: Sender = NOBODY,
        scope: str = "",
        written_here: Collection[str] | None = None,
    ) -> None:
        self._folder = folder
        self._written_here = written_here
        self._scope = scope
        self._day = folder / as_of.isoformat()
        self._now = now
        self._sender = sender

    def send(self, messages: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """Write each message once; one receipt each, in order."""
        receipts: list[Receipt] = []
        for start in range(0, len(messages), self.batch_size):
            receipts += self._send_batch(messages[start : start + self.batch_size])
        return receipts

    def evidence(self, trace: Trace) -> Evidence:
        """SENT when the key has a file, under whatever day; UNKNOWN when the folder cannot be read, or is another's."""
        try:
            if key_hash(trace.key, self._scope) in self._places:
                return Evidence.SENT
        except OSError:
            return Evidence.UNKNOWN
        is_ours = self._written_here is None or trace.key in self._written_here
        return Evidence.NOT_SENT if is_ours else Evidence.UNKNOWN

    @cached_property
    def _places(self) -> dict[str, str]:
        """Hash of the key -> file, relative to the outbox, of every message in it. Raises OSError."""
        return dict(_message_files(self._folder, self._now.timestamp() - ABANDONED_SECONDS))

    def _send_batch(self, batch: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """All contents, then all through to the disk, then all names: several times faster than one by one."""
        with ExitStack() as leftovers:
            written = [_attempt(key, self._write, key, message, leftovers) for key, message in batch]
            through = [_attempt(item.key, _write_through, item) for item in written]
            named = [_attempt(item.key, self._give_name, item) for item in through]
            _sync_folders(self._day, self._folder)
        return [item for item in named if isinstance(item, Receipt)]

    def _write(self, key: str, message: Message, leftovers: ExitStack) -> _Unfinished | Receipt:
        known = self._places.get(key_hash(key, self._scope))
        if known is not None:
            return Receipt(key, ContactState.SENT, known, ALREADY_THERE)
        content, name = self._content(key, message), file_name(key, message, self._scope)
        _make_private(self._folder, self._day)
        path = self._day / f".{name}.{os.getpid()}-{next(_numbers)}{UNFINISHED}"
        unfinished = _Unfinished(key, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), path, name)
        leftovers.callback(_clear_away, unfinished)
        _write_all(unfinished.descriptor, content)
        return unfinished

    def _content(self, key: str, message: Message) -> bytes:
        if message.contact.medium is Medium.EMAIL:
            return mail_bytes(f"{self._scope}|{key}", message, self._sender, self._now)
        to = "".join(character for character in message.contact.address if character.isprintable())
        return f"{message.contact.medium.value}: {to}\n\n{message.text}\n".encode()

    def _give_name(self, item: _Unfinished | Receipt) -> Receipt:
        if isinstance(item, Receipt):
            return item
        place = f"{self._day.name}/{item.name}"
        fresh = _name_once(item.path, self._day / item.name)
        self._places[key_hash(item.key, self._scope)] = place
        return Receipt(item.key, ContactState.SENT, place, "" if fresh else ALREADY_THERE)


def key_hash(key: str, scope: str = "") -> str:
    """16 hex digits of a ledger key in its scope: 64 bits, so that two keys never share a file."""
    return blake2b(f"{scope}|{key}".encode(), digest_size=8).hexdigest()


def file_name(key: str, message: Message, scope: str = "") -> str:
    """A name that people can read and that no id can lead astray."""
    contact = message.contact
    readable = "--".join(_safe(part) for part in (contact.program.program_id, contact.customer_id))
    ending = "eml" if contact.medium is Medium.EMAIL else "txt"
    return f"{readable}--{key_hash(key, scope)}.{contact.medium.value}.{ending}"


def _safe(text: str) -> str:
    return UNSAFE.sub("-", text).strip("-")[:40] or "x"


def _attempt(key: str, step: Callable[..., _Unfinished | Receipt], *arguments: Any) -> _Unfinished | Receipt:
    """One step for one message; its failure is that message's receipt and stops no other."""
    try:
        return step(*arguments)
    except BadAddress as error:
        return Receipt(key, ContactState.FAILED, detail=str(error))
    except OSError as error:
        return Receipt(key, ContactState.FAILED, detail=error.strerror or type(error).__name__, retry=True)


def _message_files(folder: Path, abandoned_before: float) -> Iterator[tuple[str, str]]:
    """Hash and relative name of every message; a folder that is not there has none. Raises OSError.

    Unfinished files last changed before that moment (seconds since 1970) are removed.
    """
    if not folder.is_dir():
        return
    with os.scandir(folder) as days:
        names = sorted(day.name for day in days if day.is_dir())
    for name in names:
        with os.scandir(folder / name) as files:
            for file in files:
                match = MESSAGE_FILE.fullmatch(file.name)
                if match:
                    yield match[1], f"{name}/{file.name}"
                elif file.name.endswith(UNFINISHED):
                    _remove_abandoned(Path(file.path), abandoned_before)


def _remove_abandoned(path: Path, before: float) -> None:
    with suppress(OSError):
        if path.stat().st_mtime < before:
            path.unlink()


def _make_private(*folders: Path) -> None:
    """Make folders that only their owner can enter; those that are there stay as they are."""
    for folder in folders:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write_all(descriptor: int, content: bytes) -> None:
    """`os.write` may take a part only, when the disk is nearly full or a signal comes."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _write_through(item: _Unfinished | Receipt) -> _Unfinished | Receipt:
    if isinstance(item, _Unfinished):
        os.fsync(item.descriptor)
    return item


def _clear_away(item: _Unfinished) -> None:
    with suppress(OSError):
        os.close(item.descriptor)
    with suppress(OSError):
        item.path.unlink(missing_ok=True)


def _name_once(unfinished: Path, path: Path) -> bool:
    """Give a file its name, never over another; False when the name is taken. Raises OSError.

    A hard link is the one rename that refuses to overwrite; without links, look first and then rename.
    """
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if path.exists():
            return False
        unfinished.replace(path)
    return True


def _sync_folders(*folders: Path) -> None:
    """Write the names in folders through to the disk; a file system that cannot is left to itself."""
    for folder in folders:
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
