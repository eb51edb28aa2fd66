"""Files that a command writes because the operator named them: with names of customers, so for their owner only."""

from __future__ import annotations

import re
from pathlib import Path

from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Text
from crm_sheets.private_files import write_private

NOT_WRITTEN = Text(
    'Berkas "{file}" tidak bisa ditulis: {why}. Berikan {option} yang lain.',
    'The file "{file}" cannot be written: {why}. Give another {option}.',
)
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def save(file: Path, text: str, option: str, language: str) -> None:
    """Write the text in place of the file, readable by its owner only; `option` is where its name was given.

    Raises ConfigurationError in `language`.
    """
    try:
        write_private(file, text)
    except OSError as error:
        said = NOT_WRITTEN.in_language(language).format(file=file, why=error.strerror, option=option)
        raise ConfigurationError(said) from None


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if _FORMULA.match(text) else text
