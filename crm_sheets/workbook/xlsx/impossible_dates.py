"""Numbers so far below zero that no calendar has them, in cells formatted as dates: the reader breaks down on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO

from crm_sheets.workbook.xlsx.package import Package

_STYLED = re.compile(
    rb"""(<(?:[\w.-]+:)?c\b[^>]*?)\ss\s*=\s*["']\d+["']([^>]*>(?:<(?:[\w.-]+:)?f\b[^<]*</(?:[\w.-]+:)?f>)?"""
    rb"""<(?:[\w.-]+:)?v[^>]*>-\d{6,}[^<]*<)"""
)


def shown_as_numbers(content: bytes, parts: Iterable[str]) -> bytes:
    """The workbook with such cells in these parts shown as plain numbers: a faulty cell, but a readable workbook."""
    package = Package(content)
    for part in parts:
        package.put(part, _STYLED.sub(rb"\1\2", package.read(part)))
    changed = BytesIO()
    package.write(changed)
    return changed.getvalue()
