"""A real browser without a window, for pages that must look right in one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from real_parts import need


def browse(html: str, folder: Path, *options: str) -> str:
    """Show a page, kept in `folder`, in a real Chromium; what it prints with these options."""
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    quiet = ["headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"]
    quiet += [
        "disable-component-update",
        "disable-sync",
        "disable-dev-shm-usage",
        f"user-data-dir={folder / 'profile'}",
    ]
    command = [need("chromium"), *(f"--{option}" for option in quiet), *options, file.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
