"""The files that travel with e-mails: read once each, within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from mimetypes import MimeTypes

from crm_sheets.model import LARGEST_ATTACHMENT, Attachment, Text
from crm_sheets.render.problem import TemplateFault

FOLDER = "templates/files"
MOST_ATTACHED = 10 * 1024 * 1024
"""Bytes of all files of one e-mail."""
UNKNOWN_TYPE = "application/octet-stream"
MORE_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".webp": "image/webp",
}
"""What `mimetypes` knows on some machines only."""

ReadFile = Callable[[str], bytes]
"""Gives the bytes of a file by its plain name, one byte more than the limit at most. Raises OSError."""


class Attachments:
    """Reads attached files by name; what is wrong with one is remembered like its bytes, so each costs one read."""

    def __init__(self, read: ReadFile | None) -> None:
        """None means that no files can be read here: a template that asks for one is at fault."""
        self._read = read
        self._known: dict[str, Attachment | Text] = {}

    @property
    def can_read(self) -> bool:
        """True when files can be looked for."""
        return self._read is not None

    def of(self, files: Iterable[tuple[str, int]]) -> tuple[Attachment, ...]:
        """The files of one e-mail, given as names and lines. Raises TemplateFault."""
        attached = tuple(self._one(name, line) for name, line in files)
        if sum(len(attachment.content) for attachment in attached) > MOST_ATTACHED:
            raise TemplateFault(
                Text(
                    f"lampirannya lebih dari {_megabytes(MOST_ATTACHED)} MB bersama-sama",
                    f"the attachments have more than {_megabytes(MOST_ATTACHED)} MB together",
                )
            )
        return attached

    def _one(self, name: str, line: int) -> Attachment:
        if name not in self._known:
            self._known[name] = self._look(name)
        found = self._known[name]
        if isinstance(found, Text):
            raise TemplateFault(found, line)
        return found

    def _look(self, name: str) -> Attachment | Text:
        """The file, or what is wrong with it."""
        try:
            content = self._read(name) if self._read else None
        except OSError as error:
            content, missing = None, isinstance(error, FileNotFoundError)
            if not missing:
                return Text(f'lampiran "{name}" tidak dapat dibaca', f'the attachment "{name}" cannot be read')
        if content is None:
            return Text(
                f'lampiran "{name}" tidak ada; taruh di {FOLDER}',
                f'there is no attachment "{name}"; put it into {FOLDER}',
            )
        if not content:
            return Text(f'lampiran "{name}" kosong', f'the attachment "{name}" is empty')
        if len(content) > LARGEST_ATTACHMENT:
            most = _megabytes(LARGEST_ATTACHMENT)
            return Text(f'lampiran "{name}" lebih dari {most} MB', f'the attachment "{name}" has more than {most} MB')
        return Attachment(name, media_type(name), content)


def media_type(name: str) -> str:
    """The media type that a file's name promises, as in "application/pdf"."""
    found, packed = _types().guess_type(name, strict=True)
    return found if found and not packed else UNKNOWN_TYPE


@cache
def _types() -> MimeTypes:
    types = MimeTypes()
    for ending, media in MORE_TYPES.items():
        types.add_type(media, ending)
    return types


def _megabytes(count: int) -> int:
    return count // 1024 // 1024
