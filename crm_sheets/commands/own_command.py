"""How this program is started on this machine, from anywhere."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def own_command() -> list[str]:
    """Its whole path, beside the Python that runs now or else on the PATH; else that Python with the module."""
    beside = Path(sys.executable).with_name("crm-sheets")
    if beside.exists():
        return [str(beside)]
    found = shutil.which("crm-sheets")
    return [str(Path(found).absolute())] if found else [sys.executable, "-m", "crm_sheets"]
