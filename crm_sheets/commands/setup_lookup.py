"""`setup --show-profile`: which columns of the Profiles tab are to be shown beside the customers, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from crm_sheets.content import Format
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Text
from crm_sheets.reports import titles
from crm_sheets.reports.profiles_tab import HEADINGS
from crm_sheets.reports.shown import Heading
from crm_sheets.sample.palette import INK, LOG
from crm_sheets.sample.tab_plans import header_look
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.values.choices import normalise
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.setup import Look, ProfileColumn, ProfileLookup

if TYPE_CHECKING:
    from crm_sheets.content import Snapshot
    from crm_sheets.tables import RawTab
    from crm_sheets.validate.binding import BoundTab
    from crm_sheets.workbook.google.outline import Outline

NOTE = Text(
    "Ditampilkan dari tab Profil oleh satu rumus di sel ini; diperbarui setiap malam.",
    "Shown from the Profiles tab by one formula in this cell; renewed every night.",
)
NUMBERS = {
    Format.DATE: ("DATE", "dd/mm/yyyy"),
    Format.MONEY: ("NUMBER", "#,##0"),
    Format.INTEGER: ("NUMBER", "0"),
    Format.PERCENT: ("PERCENT", "0%"),
}
SHOWABLE = {heading.name: heading for heading in HEADINGS if heading.name in PROFILE_LABELS}
"""What the customers tab does not have itself."""


def profile_lookup(
    asked: Sequence[str], customers: BoundTab | None, snapshot: Snapshot, outline: Outline, language: str
) -> ProfileLookup | None:
    """The columns that were asked for and are not shown yet, None for none. Raises ConfigurationError."""
    headings = [_heading(name) for name in dict.fromkeys(asked)]
    if not headings:
        return None
    if customers is None or "customer_id" not in customers.positions:
        raise ConfigurationError(
            "--show-profile puts columns beside the customers, and there is no customers tab with an id column yet. "
            "Run setup without it first, fill in the customers, and let the nightly job run once."
        )
    profiles = _profiles_tab(snapshot, outline)
    sheet = outline.by_title(customers.raw.title)
    columns = [_column(heading, profiles, language) for heading in headings]
    shown = {normalise(header) for header in customers.raw.header}
    columns = [column for column in columns if normalise(column.header) not in shown]
    if not columns:
        return None
    return ProfileLookup(
        customers=customers.raw.title,
        key_letter=customers.letters["customer_id"],
        header_row=customers.raw.first_row - 1,
        position=len(customers.raw.header),
        columns_seen=sheet.columns if sheet else 0,
        profiles=profiles.title,
        profiles_width=len(profiles.header),
        profiles_key=_header_of(TABS["customers"].by_name["customer_id"].label, profiles),
        columns=tuple(columns),
    )


def _heading(name: str) -> Heading:
    """The column that a canonical name or a header in either language stands for. Raises ConfigurationError."""
    for heading in SHOWABLE.values():
        if normalise(name) in {normalise(text) for text in (heading.name, *heading.header)}:
            return heading
    raise ConfigurationError(
        f'--show-profile: there is no column "{name}" to show beside the customers. Known: {", ".join(SHOWABLE)}.'
    )


def _profiles_tab(snapshot: Snapshot, outline: Outline) -> RawTab:
    """The tab as the nightly job wrote it, under whatever title it has now. Raises ConfigurationError."""
    made = (outline.title_of(job_tab_id(title)) for title in titles.PROFILES)
    for title in (*made, *titles.PROFILES):
        if title in snapshot.tabs:
            return snapshot.tabs[title]
    names = " / ".join(titles.PROFILES)
    raise ConfigurationError(
        f"--show-profile looks into the tab {names}, which the first nightly run makes. Let it run once "
        '("crm-sheets run nightly"), then ask again.'
    )


def _column(heading: Heading, profiles: RawTab, language: str) -> ProfileColumn:
    number = NUMBERS.get(heading.format, ("", ""))
    align = "RIGHT" if number[0] in ("NUMBER", "PERCENT") else "LEFT"
    return ProfileColumn(
        header=_header_of(heading.header, profiles),
        width=max(heading.width, 14),
        look=Look(ink=INK, align=align, number=number),
        header_look=header_look(LOG.soft, align),
        note=NOTE.in_language(language),
    )


def _header_of(label: Text, profiles: RawTab) -> str:
    """The header as it stands in the Profiles tab, in whichever language. Raises ConfigurationError."""
    for header in profiles.header:
        if any(_spells(text, header) for text in label):
            return header
    raise ConfigurationError(
        f'The tab "{profiles.title}" has no column "{label.en}". Let the nightly job write it anew '
        '("crm-sheets run nightly"), then ask again.'
    )


def _spells(label: str, header: str) -> bool:
    """True for the label with any number in the place of {months}."""
    return re.fullmatch(re.escape(label).replace(re.escape("{months}"), r"\d+"), header) is not None


def split_names(typed: Iterable[str]) -> tuple[str, ...]:
    """Names that were typed one by one, or several with commas between."""
    return tuple(name.strip() for text in typed for name in text.split(",") if name.strip())
