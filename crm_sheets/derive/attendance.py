"""Invitations with what is known of their events, so that a program can speak of the event's day and place."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import filled, looked_up, without_derived, without_separator
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings


def attendance(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The attendance with the event's name, type, date and place, and an id made of event and customer."""
    table = book.table("attendance")
    rows = without_derived("attendance", table)
    named = looked_up(
        rows,
        book.table("events"),
        "event_id",
        event_name="name",
        event_type="type",
        event_date="date",
        event_place="place",
    )
    own_id = without_separator(pl.concat_str("event_id", "customer_id", separator="~"))
    return filled("attendance", table, named.with_columns(attendance_id=own_id))
