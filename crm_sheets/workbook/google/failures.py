"""What can go wrong between us and Google, told apart by what it means for the workbook."""

from __future__ import annotations


class AnswerLost(Exception):
    """A write was sent and its answer never came, or was a server error: it may or may not have been made."""


class RequestRefused(Exception):
    """Google refused the request as it stands (400): nothing was applied. `str(error)` is Google's message.

    Most often the spreadsheet's structure changed since we looked: look again and ask anew.
    """
