"""Programs that some tests need for real: without them such a test is skipped, loudly, or fails where none may lack."""

from __future__ import annotations

import os
import shutil

import pytest

REQUIRED = "CRM_SHEETS_REQUIRE_REAL_PARTS"


def need(program: str) -> str:
    """The path of a program; without it the test is skipped, or fails when CRM_SHEETS_REQUIRE_REAL_PARTS=1."""
    path = shutil.which(program)
    if path is not None:
        return path
    message = f"{program} is not installed, so this test shows nothing about it"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{message} ({REQUIRED}=1 asks for it)")
    pytest.skip(f"NOT TESTED: {message}")
