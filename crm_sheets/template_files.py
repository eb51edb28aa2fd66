"""Templates as files: a team's own folder first, then the shipped one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import jinja2


def template_loader(folders: Sequence[Path]) -> jinja2.BaseLoader:
    """A loader over folders, the first that has a file wins; folders that are not there are passed over.

    Files are UTF-8, with or without a byte order mark; no name leads out of the folders.
    """
    return jinja2.FileSystemLoader(folders, encoding="utf-8-sig")
