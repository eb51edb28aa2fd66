"""Files that a command writes because the operator named them: with names of customers, so for their owner only."""

from __future__ import annotations

import re
from pathlib import Path

from crm_sheets.errors import ConfigurationError
from crm_sheets.private_files import write_private

_FORMULA = re.compile(r"^[=+\-@\t\r]")


def save(file: Path, text: str, option: str) -> None:
    """Write the text in place of the file, readable by its owner only; `option` is where its name was given.

    Raises ConfigurationError.
    """
    try:
        write_private(file, text)
    except OSError as error:
        raise ConfigurationError(
            f'The file "{file}" cannot be written: {error.strerror}. Give another {option}.'
        ) from None


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if _FORMULA.match(text) else text
