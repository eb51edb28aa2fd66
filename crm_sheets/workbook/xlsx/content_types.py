"""The list of what kind each part is, `[Content_Types].xml`."""

from __future__ import annotations

import re

from crm_sheets.workbook.xlsx import markup
from crm_sheets.workbook.xlsx.package import Package

NAME = "[Content_Types].xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWING = "application/vnd.openxmlformats-officedocument"

WORKSHEET = f"{_SPREADSHEET}.worksheet+xml"
STYLES = f"{_SPREADSHEET}.styles+xml"
DRAWING = f"{_DRAWING}.drawing+xml"
CHART = f"{_DRAWING}.drawingml.chart+xml"


def declare(package: Package, part: str, kind: str) -> None:
    """Say what kind a new part is."""
    forget(package, part)
    text = package.text(NAME)
    prefix = markup.root_prefix(text)
    element = f'<{prefix}Override PartName="/{markup.attribute(part)}" ContentType="{kind}"/>'
    package.put_text(NAME, markup.append_child(text, f"{prefix}Types", element) or text)


def forget(package: Package, part: str) -> None:
    """Remove what is said about a part."""
    name = re.escape(markup.attribute(part))
    pattern = rf"""<[\w:]*Override\b[^>]*\bPartName\s*=\s*["']/{name}["'][^>]*?(?:/>|>\s*</[\w:]*Override\s*>)"""
    text = package.text(NAME)
    package.put_text(NAME, re.sub(pattern, "", text, flags=re.IGNORECASE))
