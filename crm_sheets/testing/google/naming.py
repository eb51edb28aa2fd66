"""Google's error messages name fields as its protocol buffers do, not as JSON does."""

from __future__ import annotations

import re
from collections.abc import Iterable


def snake_case(name: str) -> str:
    """addSheet -> add_sheet"""
    return re.sub(r"[A-Z]", lambda found: "_" + found.group().lower(), name)


def place(path: Iterable[str | int]) -> str:
    """["requests", 0, "addSheet"] -> requests[0].add_sheet"""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{snake_case(step)}"
    return text.removeprefix(".")
