"""What Google answers with status 400."""

from __future__ import annotations


class BadRequest(Exception):
    """The request is refused and nothing of it was applied; `str(error)` is the message as Google words it."""
