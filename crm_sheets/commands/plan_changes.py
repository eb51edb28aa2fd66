"""The difference of two plans, as the operator reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from crm_sheets.commands.plan import channel_label
from crm_sheets.model import Decision, SkipReason, Text
from crm_sheets.plan.difference import Change
from crm_sheets.reasons import DECISION_TEXTS, SKIP_REASON_TEXTS

MOST_LINES = 20
HEADLINE = Text("Dari rencana per {before} ke rencana per {after}:", "From the plan as of {before} to that of {after}:")
SAME = Text("tidak ada yang berubah.", "nothing has changed.")
LABELS = {
    Change.NEW: Text("Baru: {after}", "New: {after}"),
    Change.GONE: Text("Tidak ada lagi, tadinya {before}", "Gone, was: {before}"),
    Change.DECISION: Text("{before} → {after}", "{before} → {after}"),
    Change.CHANNEL: Text("Saluran lain: {before} → {after}", "By another channel: {before} → {after}"),
    Change.DAY: Text("Hari lain: {before} → {after}", "On another day: {before} → {after}"),
}
MORE = Text("... dan {count} lagi (--json untuk semuanya)", "... and {count} more (--json for all)")


def changes_in_words(changes: pl.DataFrame, before: date, after: date, language: str) -> str:
    """The differences (DIFFERENCES): program by program, and in each by what has changed and why."""
    headline = HEADLINE.in_language(language).format(before=before, after=after)
    if changes.is_empty():
        return f"{headline} {SAME.in_language(language)}"
    lines = [headline]
    rows = sorted(changes.iter_rows(named=True), key=lambda row: row["program"])
    for _, of_program in groupby(rows, key=lambda row: row["program"]):
        listed = list(of_program)
        lines += ["", listed[0]["program_name"], *_of_program(listed, language)]
    return "\n".join(lines)


def _of_program(rows: list[dict[str, Any]], language: str) -> Iterator[str]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_label(row, language), []).append(row)
    for label, group in groups.items():
        yield f"  {label} ({len(group)})"
        yield from (_line(row) for row in group[:MOST_LINES])
        if len(group) > MOST_LINES:
            yield "    " + MORE.in_language(language).format(count=len(group) - MOST_LINES)


def _label(row: dict[str, Any], language: str) -> str:
    """What has changed about the contact, so that contacts of one kind stand together."""
    change = Change(row["change"])
    before, after = (_shown(change, row, side, language) for side in ("before", "after"))
    return LABELS[change].in_language(language).format(before=before, after=after)


def _shown(change: Change, row: dict[str, Any], side: str, language: str) -> str:
    if row[f"decision_{side}"] is None:
        return ""
    if change is Change.CHANNEL:
        return channel_label(row[f"medium_{side}"], language)
    if change is Change.DAY:
        return str(row[f"due_date_{side}"])
    decided = DECISION_TEXTS[Decision(row[f"decision_{side}"])].in_language(language)
    reason = row[f"reason_{side}"]
    return f"{decided}, {SKIP_REASON_TEXTS[SkipReason(reason)].in_language(language)}" if reason else decided


def _line(row: dict[str, Any]) -> str:
    who = f"{row['customer'] or row['customer_id']} ({row['customer_id']})"
    return f"    {who:<34} {row['detail'] or ''}".rstrip()
