"""The file a workbook lies in: reading it, telling whether somebody has it open, replacing it in one step."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from crm_sheets.errors import WorkbookChanged, WorkbookError, WorkbookLocked, WorkbookNotFound, WorkbookUnreadable

_ARCHIVE = b"PK\x03\x04"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PREFIX, _SUFFIX = ".crm-sheets-", ".tmp"
_LEFT_BEHIND_SECONDS = 3600
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_content(path: Path) -> bytes:
    """The bytes of a workbook file. Raises WorkbookNotFound, WorkbookUnreadable or WorkbookError."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise WorkbookNotFound(
            f"There is no workbook at {path}. Check the name and the folder, or make one with `crm-sheets init`."
        ) from None
    except IsADirectoryError:
        raise WorkbookNotFound(f"{path} is a folder, not a workbook. Give the name of the .xlsx file in it.") from None
    except OSError as error:
        raise WorkbookError(f"{path} could not be read: {_reason(error)}") from error
    _refuse_other_formats(path, content)
    return content


def _refuse_other_formats(path: Path, content: bytes) -> None:
    if content.startswith(_ARCHIVE):
        return
    if content.startswith(_COMPOUND_FILE):
        if _ENCRYPTED in content:
            raise WorkbookUnreadable(
                f"{path} is protected with a password, so jobs cannot read it. Open it in Excel, take the password "
                "off under File > Info > Protect Workbook > Encrypt with Password, and save it."
            )
        raise WorkbookUnreadable(
            f"{path} is in the old .xls format. Open it in Excel or LibreOffice and save it as .xlsx."
        )
    what = "is empty" if not content else "is not an Excel workbook"
    raise WorkbookUnreadable(
        f"{path} {what}. Check that it is the right file; if it is, take it from your backup, or open it in Excel or "
        "LibreOffice and save it as an Excel workbook (.xlsx)."
    )


def damaged(path: Path, detail: object) -> WorkbookUnreadable:
    """The error for a file that starts like a workbook but is none, or is broken."""
    return WorkbookUnreadable(
        f"{path} could not be read as an Excel workbook: {detail}. Open it in Excel or LibreOffice, let it repair the "
        "file if it offers to, and save it as an Excel workbook (.xlsx); or take it from your backup."
    )


def version_of(content: bytes) -> str:
    """A token that changes when the content does."""
    return f"{len(content)}-{hashlib.blake2b(content, digest_size=16).hexdigest()}"


def refuse_when_open(path: Path) -> None:
    """Raise WorkbookLocked when a lock file says that somebody has the workbook open."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if lock.exists():
            raise WorkbookLocked(
                f"{path.name} is open{_by_whom(lock)}, so nothing was written. Close it there and run again. If nobody "
                f"has it open, a program left {lock} behind when it stopped: delete that file and run again."
            )


def _by_whom(lock: Path) -> str:
    """Who has the workbook open: LibreOffice writes "name,user,computer,...", Excel the length and the name."""
    try:
        data = lock.read_bytes()[:256]
    except OSError:
        return ""
    if lock.name.startswith("~$"):
        name = data[1 : 1 + data[0]].decode("latin-1") if data else ""
    else:
        name = next((part for part in data.decode("utf-8", "ignore").split(",")[:3] if part.strip()), "")
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    return f" (by {name})" if name else ""


def refuse_without_room(path: Path, size: int) -> None:
    """Raise WorkbookError when no file of about this many bytes can be made beside the workbook to take its place.

    A small file is made there and removed: permissions alone do not tell what a network drive allows.
    """
    try:
        with tempfile.NamedTemporaryFile(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent) as file:
            file.write(b"?")
            file.flush()
        free = shutil.disk_usage(path.parent).free
    except OSError as error:
        raise _not_written(path, error) from error
    if free < size:
        raise _not_written(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def replace_content(path: Path, write: Callable[[IO[bytes]], None], version: str) -> None:
    """Write a new file beside the old one and put it in its place, unless the old one changed meanwhile.

    The permissions stay. When anything fails the old file is untouched and the new one is gone. Raises WorkbookChanged
    or WorkbookError.
    """
    try:
        before = path.stat()
        _sweep(path.parent)
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fchmod(file.fileno(), before.st_mode & 0o7777)
            _keep_owner(file.fileno(), before)
            os.fsync(file.fileno())
        refuse_when_open(path)
        refuse_when_changed(path, version)
        new.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        new.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what an earlier run left behind when it was killed while writing."""
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                left.unlink()


def refuse_when_changed(path: Path, version: str) -> bytes:
    """The content, when it is still the version that was read. Raises WorkbookChanged."""
    content = read_content(path)
    if version_of(content) != version:
        raise WorkbookChanged(
            f"{path.name} was changed while the job ran, so nothing was written, to keep that work. Run it again."
        )
    return content


def _keep_owner(handle: int, before: os.stat_result) -> None:
    if (os.geteuid(), os.getegid()) != (before.st_uid, before.st_gid):
        with contextlib.suppress(OSError):
            os.fchown(handle, before.st_uid, before.st_gid)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(path: Path, error: OSError) -> WorkbookError:
    return WorkbookError(f"{path} was not changed, because the new version could not be written: {_reason(error)}")


def _reason(error: OSError) -> str:
    remedy = {
        "PermissionError": "Give the account that runs the jobs permission for the file and its folder.",
        "OSError": "Check that the disk is there and has room, then run again.",
    }
    text = error.strerror or str(error)
    return f"{text}. {remedy.get(type(error).__name__, remedy['OSError'])}"
