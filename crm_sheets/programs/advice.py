"""What is advice is said by a person, never by a message (catalogue C7).

Columns that speak of how an investment does are marked in the schema (`Column.advice`). A program that rests on one of
them, by its occasion or its condition, may be a call, a visit or other work for people only.
"""

from __future__ import annotations

from collections.abc import Iterable

from crm_sheets.model import Program, Text
from crm_sheets.schema import TABS
from crm_sheets.schema.choices import CHANNELS

ONLY_PEOPLE = Text(
    "{column} adalah dasar saran investasi, jadi disampaikan orang, bukan pesan: hapus {media}; pakai telepon atau "
    "kunjungan.",
    "{column} is a matter of investment advice, which people give and no message: take out {media}; use a call or a "
    "visit.",
)


def advice_in_messages(program: Program, columns: Iterable[str]) -> Text | None:
    """Why these columns ("policies.nav_fall") must not cause this program's messages; None where they may."""
    sent = [medium.value for medium in program.media if medium.is_message]
    advice = [column for column in columns if _is_advice(column)]
    if not sent or not advice:
        return None
    labels = [choice.label for choice in CHANNELS if choice.value in sent]
    media = Text(", ".join(label.id for label in labels), ", ".join(label.en for label in labels))
    return Text(
        ONLY_PEOPLE.id.format(column=advice[0], media=media.id), ONLY_PEOPLE.en.format(column=advice[0], media=media.en)
    )


def _is_advice(column: str) -> bool:
    tab, _, name = column.partition(".")
    return tab in TABS and name in TABS[tab].by_name and TABS[tab].by_name[name].advice
