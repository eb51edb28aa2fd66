"""The colours of the workbook: whose a tab or a column is can be seen from its header."""

from __future__ import annotations

from typing import NamedTuple

from crm_sheets.content import AMBER as SHARED_COLOUR
from crm_sheets.content import GREEN as TEAM_COLOUR
from crm_sheets.content import SLATE as JOB_COLOUR
from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Owner, Tab

WHITE, INK, QUIET = "#FFFFFF", "#1F2933", "#7B8794"
PALER = "#52606D"
BAND, FILL_IN, LINE = "#F4F8F6", "#FFFBEB", "#D9E2EC"
RED, RED_PALE = "#B42318", "#FEE4E2"
AMBER, AMBER_PALE = "#92400E", "#FEF3C7"
GREEN, GREEN_PALE = "#1E6B4C", "#DCFCE7"
NAVY = "#1B4965"


class Hues(NamedTuple):
    """Header colours: of required columns, of the others, and of the tab's own tongue."""

    strong: str
    soft: str
    tab: str


def _one(colour: str) -> Hues:
    return Hues(f"#{colour}", f"#{colour}", f"#{colour}")


TEAM = _one(TEAM_COLOUR)._replace(strong="#1E5C45")
SHARED, LOG = _one(SHARED_COLOUR), _one(JOB_COLOUR)
HUES = {Owner.TEAM: TEAM, Owner.SHARED: SHARED, Owner.LOG: LOG, Owner.JOB: LOG}

LEGEND = (
    (
        TEAM.strong,
        Text("Milik tim - wajib diisi", "The team's - required"),
        Text(
            "Anda yang mengisi. Pekerjaan malam tidak pernah menulis di sini.",
            "Yours to fill in. The nightly job never writes here.",
        ),
    ),
    (
        TEAM.soft,
        Text("Milik tim - isi bila tahu", "The team's - if you know it"),
        Text(
            "Boleh kosong; makin lengkap, makin tepat sapaannya.", "May stay blank; the more, the better the contacts."
        ),
    ),
    (
        SHARED.strong,
        Text("Tab bersama", "Shared tabs"),
        Text(
            "Pekerjaan malam menambah baris; kolom berkepala hijau Anda yang isi.",
            "The nightly job adds rows; columns with a green header are for you.",
        ),
    ),
    (
        LOG.strong,
        Text("Ditulis pekerjaan malam", "Written by the nightly job"),
        Text("Untuk dibaca saja; ditulis ulang setiap malam.", "For reading; written anew every night."),
    ),
)


def header_colour(tab: Tab, column: Column) -> str:
    """The header colour of a column: people's columns of a shared tab look like the team's."""
    if column.people_fill:
        return TEAM.soft
    hues = HUES[tab.owner]
    return hues.strong if column.required else hues.soft
