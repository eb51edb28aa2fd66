"""A believable workbook to try things on: an Indonesian agency with a health shop, as of one fixed day."""

from __future__ import annotations
