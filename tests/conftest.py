"""What tests of every part share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crm_sheets.shipped import shipped


@pytest.fixture(autouse=True)
def no_settings_from_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see neither the settings nor the language of the machine they run on."""
    for name in ("HEALTH_URL", "LOG", "SCHEDULE"):
        monkeypatch.delenv(f"CRM_SHEETS_{name}", raising=False)
    for name in ("WORKBOOK", "LEDGER", "OUTBOX", "LANGUAGE", "COUNTRY", "TIMEZONE", "HASH_KEY", "TEMPLATES"):
        monkeypatch.delenv(f"CRM_SHEETS_{name}", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def sample_copy(tmp_path: Path) -> Path:
    """A working copy of the shipped sample."""
    return Path(shutil.copy(shipped("sample_sheet.xlsx"), tmp_path / "sample.xlsx"))
