"""The tab of funds that have fallen: every holder, who speaks with them, and until when (catalogue C7)."""

from __future__ import annotations

import polars as pl

from crm_sheets.content import Block, Format, JobTab, Tone
from crm_sheets.model import HandledBy, Program, Text
from crm_sheets.reports import titles
from crm_sheets.reports.holders import with_customer, with_handler
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.shown import Heading, only_saying, relabel, shown, texts, with_tones
from crm_sheets.schema import TABS

OCCASION = "policies.nav_alarm_on"
STATES = {
    "reached": Text("Sudah", "Reached"),
    "waiting": Text("Belum", "Not yet"),
    "late": Text("Lewat tenggat", "Too late"),
}
TONES = {"reached": Tone.GOOD, "waiting": Tone.WARNING, "late": Tone.BAD}
ORDER = {"late": 0, "waiting": 1, "reached": 2}

_LABELS = {name: column.label for name, column in TABS["policies"].by_name.items()}
HEADINGS = (
    Heading("state_label", Text("Sudah dihubungi?", "Reached?"), width=15),
    Heading("customer", Text("Pelanggan", "Customer"), Format.LINK, 31, link_column="customer_link"),
    Heading("phone", TABS["customers"].by_name["phone"].label, Format.LINK, 17, link_column="phone_link"),
    Heading("fund", _LABELS["fund_name"], width=28),
    Heading("nav_fall", Text("Turun", "Fall"), Format.PERCENT, 9),
    Heading("nav_alarm_on", Text("Alarm sejak", "Alarm since"), Format.DATE, 13),
    Heading("deadline", Text("Paling lambat", "Not later than"), Format.DATE, 14),
    Heading("value", _LABELS["fund_value"], Format.MONEY, 17),
    Heading("handler", Text("Yang menjelaskan", "Who explains"), width=24),
    Heading("owner", TABS["customers"].by_name["owner"].label, width=22),
)

NOTHING = Text("Tidak ada dana yang turun sejauh itu.", "No fund has fallen that far.")


def fund_alarms_tab(source: ReportInput) -> JobTab:
    """One row for each holder of each fund with an alarm: who was not reached in time first, the most money first."""
    language = source.language
    program = _program(source.programs)
    rows = with_customer(_holdings(source, program), source)
    rows = with_handler(rows, source, program.handled_by if program else HandledBy.ADVISER, "handler")
    place = pl.col("state").replace_strict(ORDER, return_dtype=pl.Int32)
    ordered = rows.sort(place, "value", "customer_id", descending=[False, True, False], nulls_last=True)
    frame = ordered.with_columns(state_label=relabel("state", texts(STATES, language))).select(
        *(heading.name for heading in HEADINGS), "customer_link", "phone_link"
    )
    if frame.is_empty():
        frame = only_saying(frame, "customer", NOTHING.in_language(language))
    tones = {STATES[state].in_language(language): tone for state, tone in TONES.items()}
    columns = with_tones(shown(HEADINGS, language), "state_label", tones)
    return JobTab(titles.FUND_ALARMS.in_language(language), (Block(frame, columns),), frozen_columns=2)


def _program(programs: tuple[Program, ...]) -> Program | None:
    """The program that has the holders reached: of those on the alarm, the one that begins first."""
    return min((one for one in programs if one.occasion == OCCASION), key=lambda one: one.offset_days, default=None)


def _holdings(source: ReportInput, program: Program | None) -> pl.DataFrame:
    """Each customer's part of each fund with an alarm, until when they are to be reached, and whether they were."""
    days = program.offset_days + program.lateness_days if program else None
    alarmed = source.book.table("policies").filter(
        pl.col("nav_alarm_on").is_not_null(), pl.col("customer_id").is_not_null()
    )
    held = alarmed.group_by("fund_id", "customer_id", maintain_order=True).agg(
        pl.col("nav_fall", "nav_alarm_on").first(),
        fund=pl.col("fund_name").first().fill_null(pl.col("fund_id").first()),
        value=pl.col("fund_value").sum(),
        reached=pl.col("reached_since_alarm").any(),
    )
    held = held.with_columns(deadline=pl.col("nav_alarm_on") + pl.duration(days=pl.lit(days, pl.Int64)))
    late = (pl.col("deadline") < source.as_of).fill_null(value=False)
    state = pl.when("reached").then(pl.lit("reached")).when(late).then(pl.lit("late")).otherwise(pl.lit("waiting"))
    return held.with_columns(state=state)
