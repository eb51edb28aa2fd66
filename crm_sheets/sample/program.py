"""One program of the sample, and its row as a team would type it."""

from __future__ import annotations

from dataclasses import dataclass

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_LABELS

MESSAGES = ("whatsapp", "sms", "email")
WRITTEN = ("whatsapp", "email")
"""The media that a customer can answer."""

PROFILES = Text("Profil", "Profiles")


@dataclass(frozen=True)
class SampleProgram:
    """One row of the sample's Programs tab.

    `occasion` is "tab.column" by canonical names, or the name of a calendar day. `notes` explain the row to the team.
    What is blank or 0 stays a blank cell; `approval` asks for a tick even while messages go to files.
    """

    program_id: str
    name: Text
    purpose: str
    occasion: str | Text
    repeat: str
    channels: tuple[str, ...]
    notes: Text
    condition: str | Text = ""
    offset: int = 0
    in_working_days: bool = False
    every: int = 0
    priority: int = 5
    lateness: int = 3
    rest: int = 0
    most_per_day: int = 0
    handled_by: str = ""
    approval: bool = False
    hold_out: float = 0
    asks: str = ""

    def row(self, options: Options) -> Row:
        """The row, in the workbook's language."""
        return {
            "program_id": self.program_id,
            "name": options.say(self.name),
            "active": True,
            "purpose": self.purpose,
            "occasion": self.occasion_as_typed(options),
            "repeat": self.repeat,
            "offset_days": None if self.every else self.offset,
            "offset_unit": "working_days" if self.in_working_days else None,
            "cadence_days": self.every or None,
            "condition": _said(options, self.condition) or None,
            "channels": self.channels,
            "template": self.program_id,
            "handled_by": self.handled_by or None,
            "approval": self.approval or None,  # blank: only once messages really go out
            "priority": self.priority,
            "lateness_days": self.lateness,
            "rest_days": self.rest or None,
            "most_per_day": self.most_per_day or None,
            "hold_out": self.hold_out or None,
            "asks": self.asks or None,
            "notes": options.say(self.notes),
        }

    def occasion_as_typed(self, options: Options) -> str:
        """The occasion as a team would type it: "customers.birth_date" as "Pelanggan.Tanggal lahir"."""
        typed = _said(options, self.occasion)
        tab, _, column = typed.partition(".")
        if tab in TABS:
            return f"{options.say(TABS[tab].label)}.{options.say(TABS[tab].by_name[column].label)}"
        return f"{options.say(PROFILES)}.{options.say(PROFILE_LABELS[column])}" if tab == "profiles" else typed


def _said(options: Options, typed: str | Text) -> str:
    return options.say(typed) if isinstance(typed, Text) else typed
