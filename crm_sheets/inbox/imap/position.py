"""How far a mailbox has been read, as the text that is remembered between runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, Field, TypeAdapter, ValidationError


class FolderPosition(BaseModel, frozen=True):
    """How far a folder has been read: all messages up to `uid`, while the folder keeps its `uid_validity`.

    `day` is when all in it had been read last; `unreadable` are messages shortly before `uid` that have been named as
    such already.
    """

    uid_validity: int = Field(ge=0)
    uid: int = Field(ge=0)
    day: date
    unreadable: tuple[int, ...] = Field(default=(), max_length=1_000)


_POSITIONS = TypeAdapter(dict[str, FolderPosition])


def read_position(text: str) -> dict[str, FolderPosition]:
    """Positions by folder; none from a text that is not understood, so that the last days are read again."""
    try:
        return _POSITIONS.validate_json(text) if text else {}
    except ValidationError:
        return {}


def position_text(positions: Mapping[str, FolderPosition]) -> str:
    """The text to remember."""
    return _POSITIONS.dump_json(dict(positions)).decode()
