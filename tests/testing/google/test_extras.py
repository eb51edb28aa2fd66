"""What the fake needs and is not installed is named."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("missing", ["responses", "jsonschema", "googleapiclient"])
def test_a_missing_package_is_told_with_its_remedy(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; import crm_sheets.testing.google"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError")
    assert missing in last
    assert 'pip install "crm-sheets[testing]"' in last
