"""Files that only their owner may read: the ledger's key, tokens and passwords."""

from __future__ import annotations

import os
from pathlib import Path

from crm_sheets.errors import ConfigurationError

LARGEST = 64 * 1024
"""More than any key or password: what is larger is another file."""


def read_secret(file: Path, what: str, otherwise: str) -> str:
    """The one secret in a file. Raises ConfigurationError when it is missing, readable by others or no text.

    `what` names it in messages ("the password of the mail server"), `otherwise` says where else it may come from.
    """
    if not file.is_file():
        raise ConfigurationError(f'{what.capitalize()} is missing: "{file}" is not a file. {otherwise}')
    if file.stat().st_mode & 0o077:
        raise ConfigurationError(f'Others can read "{file}", {what}. Close it: chmod 600 "{file}"')
    content = read_private(file, what)
    try:
        secret = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise ConfigurationError(f'"{file}", {what}, is not a text file. {otherwise}') from None
    if not secret:
        raise ConfigurationError(f'"{file}", {what}, is empty. {otherwise}')
    return secret


def read_private(file: Path, what: str) -> bytes:
    """The content of a file for its owner only. Raises ConfigurationError."""
    try:
        with file.open("rb") as stream:
            if os.fstat(stream.fileno()).st_mode & 0o077:
                raise ConfigurationError(f'Others can read "{file}", {what}. Close it: chmod 600 "{file}"')
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise ConfigurationError(f'"{file}", {what}, cannot be read: {error.strerror}.') from None
    if len(content) > LARGEST:
        raise ConfigurationError(f'"{file}" is too large to be {what}.')
    return content
