"""Templates as files: a team's own folder first, then the shipped one."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path

import jinja2

from crm_sheets.model import LARGEST_ATTACHMENT

ATTACHMENTS = "files"
"""The folder inside a folder of templates that holds what e-mails carry along."""
NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


def template_loader(folders: Sequence[Path]) -> jinja2.BaseLoader:
    """A loader over folders, the first that has a file wins; folders that are not there are passed over.

    Files are UTF-8, with or without a byte order mark; no name leads out of the folders.
    """
    return jinja2.FileSystemLoader(folders, encoding="utf-8-sig")


def attachment_reader(folders: Sequence[Path]) -> Callable[[str], bytes]:
    """Reads files that e-mails carry along from the folders' `files`, the first that has one wins.

    The reader takes a plain name and gives at most one byte more than LARGEST_ATTACHMENT. It raises FileNotFoundError
    for a name that is not there, is no plain name, or leads out of the folder, and OSError for what cannot be read.
    """

    def read(name: str) -> bytes:
        for folder in folders:
            file = _inside(folder / ATTACHMENTS, name)
            if file is not None:
                with file.open("rb") as stream:
                    return stream.read(LARGEST_ATTACHMENT + 1)
        raise FileNotFoundError(errno.ENOENT, "No such file", name)

    return read


def _inside(folder: Path, name: str) -> Path | None:
    """The file of this name in the folder, where a link may lead to another file of the folder only."""
    if name in ("", ".", "..") or Path(name).name != name or "\\" in name or "\0" in name:
        return None
    try:
        file = (folder / name).resolve(strict=True)
    except RuntimeError:  # links that lead in a circle, before Python 3.13
        return None
    except OSError as error:
        if error.errno in NOT_THERE:
            return None
        raise
    home = folder.parent.resolve() / ATTACHMENTS
    return file if file.is_relative_to(home) and file.is_file() else None
