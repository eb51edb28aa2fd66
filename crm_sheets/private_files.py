"""Files that only their owner may read: keys, tokens and what belongs to them."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from crm_sheets.errors import ConfigurationError

PRIVATE = 0o600
OPEN_TO_OTHERS = 0o077


def is_missing(file: Path) -> bool:
    """Whether there is no such file; False where that cannot be seen, so that reading it says why."""
    try:
        return not file.exists()
    except OSError:
        return False


def read_private(file: Path, what: str) -> str:
    """The text of a file that holds a secret; `what` names it in errors. Raises ConfigurationError.

    A file that others can read is refused: whoever can read the secret can act as its owner.
    """
    try:
        if file.exists() and not file.is_file():
            raise ConfigurationError(
                f'"{file}", where the {what} should be, is not a file. Write the place of the file itself into '
                "crm.toml."
            )
        if file.stat().st_mode & OPEN_TO_OTHERS:
            raise ConfigurationError(f'Others can read the {what} "{file}". Close it: chmod 600 "{file}"')
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f'The {what} "{file}" is not text. Put the right file in its place.') from None
    except OSError as error:
        raise ConfigurationError(f'The {what} "{file}" cannot be read: {error.strerror}.') from None


def write_private(file: Path, text: str) -> None:
    """Put `text` in place of the file, whole or not at all, readable by its owner only. Raises OSError."""
    write_private_bytes(file, text.encode())


def write_private_bytes(file: Path, content: bytes) -> None:
    """The same with bytes. Raises OSError."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        unfinished.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
