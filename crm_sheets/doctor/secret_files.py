"""Secrets that stand in files of their own: there, and readable by their owner only."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from crm_sheets.doctor.finding import Finding, failed
from crm_sheets.doctor.memory import too_open
from crm_sheets.model import Text
from crm_sheets.private_files import is_missing


def secret_fault(given: SecretStr | None, file: Path, variable: str) -> Finding | None:
    """What is wrong with a secret that comes from the environment or else from a file; None when nothing is."""
    if given is not None:
        return None
    fault = file_fault(file)
    if fault and fault.remedy and is_missing(file):
        return failed(
            fault.text,
            Text(
                f'Tulis rahasianya ke berkas itu lalu chmod 600 "{file}", atau isi {variable}.',
                f'Write the secret into it and close it, chmod 600 "{file}", or set {variable}.',
            ),
        )
    return fault


def file_fault(file: Path) -> Finding | None:
    """What is wrong with a file that holds a secret."""
    if is_missing(file):
        return failed(
            Text(f'Berkas "{file}" tidak ada.', f'There is no file "{file}".'),
            Text("Taruh di sana, atau perbaiki crm.toml.", "Put it there, or correct crm.toml."),
        )
    if not file.is_file():
        return failed(
            Text(f'"{file}" bukan berkas.', f'"{file}" is not a file.'),
            Text("Tulis tempat berkasnya di crm.toml.", "Write the place of the file itself into crm.toml."),
        )
    return too_open(file)
