"""Programs that some tests need for real: without them such a test is skipped, loudly, or fails where none may lack."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = "CRM_SHEETS_REQUIRE_REAL_PARTS"


def need(program: str, elsewhere: str = "") -> str:
    """The path of a program; without it the test is skipped, or fails when CRM_SHEETS_REQUIRE_REAL_PARTS=1.

    `elsewhere` is where it may be if it is not on the PATH, as a pattern from the root ("usr/lib/x/*/bin").
    """
    path = shutil.which(program) or _newest(program, elsewhere)
    if path is not None:
        return path
    message = f"{program} is not installed, so this test shows nothing about it"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{message} ({REQUIRED}=1 asks for it)")
    pytest.skip(f"NOT TESTED: {message}")


def _newest(program: str, elsewhere: str) -> str | None:
    found = sorted(Path("/").glob(f"{elsewhere}/{program}")) if elsewhere else []
    return str(found[-1]) if found else None
