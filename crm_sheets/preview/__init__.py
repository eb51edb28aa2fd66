"""One page with everything a run would send today, hand to people, or leave out and why (catalogue D7)."""

from __future__ import annotations

from crm_sheets.preview.cards import MOST_HEIGHT, as_whatsapp
from crm_sheets.preview.left_out import MOST_SKIPPED
from crm_sheets.preview.page import MOST_CARDS, Preview, preview_page

__all__ = ["MOST_CARDS", "MOST_HEIGHT", "MOST_SKIPPED", "Preview", "as_whatsapp", "preview_page"]
