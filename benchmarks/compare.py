"""Did two nightly runs do the same? Read from what they left behind: workbook, files and ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple

import fastexcel
import polars as pl
from rules import COLUMNS_OF_OURS

from crm_sheets.model import Medium, ProblemCode
from crm_sheets.reports import titles
from crm_sheets.reports.labels import (
    LIFECYCLES,
    PHONE_KINDS,
    PROBLEM_KINDS,
    choice_labels,
    column_label,
    frequency_label,
    media_label,
    recency_label,
)
from crm_sheets.reports.profiles_tab import HEADINGS
from crm_sheets.schema import TABS
from crm_sheets.values.choices import normalise

LANGUAGE = "id"
OURS_ALONE = (
    ProblemCode.MISSING_TAB,
    ProblemCode.MISSING_COLUMN,
    ProblemCode.DOUBLED_HEADER,
    ProblemCode.MERGED_HEADER,
    ProblemCode.BAD_PROGRAM,
    ProblemCode.BAD_CONDITION,
    ProblemCode.BAD_TEMPLATE,
)
"""Problems of headers, programs and templates, which the peer does not look for."""
MOST_SHOWN = 12


class Made(NamedTuple):
    """One contact as made: how, to whom, and what it says."""

    medium: str
    address: str
    text: str
    subject: str = ""
    html: str = ""


@dataclass
class Outcome:
    """What one run left behind. `contacts` are by key (program, subject and period, parted by |)."""

    sent: dict[str, Made] = field(default_factory=dict)
    queued: dict[str, Made] = field(default_factory=dict)
    awaiting: dict[str, Made] = field(default_factory=dict)
    profiles: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: set[tuple[str, str]] = field(default_factory=set)


def our_outcome(workbook: Path) -> Outcome:
    """The outcome of the product's run on this workbook."""
    ledger = workbook.with_name("crm-ledger.sqlite")
    files = _query(ledger, "SELECT key, medium, provider_id FROM entries WHERE state = 'sent'")
    outbox = workbook.with_name("outbox")
    sent = {key: _read_message(medium, outbox / file) for key, medium, file in files if Medium(medium).is_message}
    return _outcome(workbook, sent)


def peer_outcome(workbook: Path) -> Outcome:
    """The outcome of the peer's run on this workbook, in the words of the product."""
    media = _query(workbook.with_name("ledger.sqlite"), "SELECT key, medium, file FROM contacts WHERE state = 'sent'")
    folder = workbook.with_name("outbox")
    sent = {key: _read_message(medium, folder / file) for key, medium, file in media if file}
    outcome = _outcome(workbook, sent)
    outcome.problems = {(where, PROBLEM_KINDS[ProblemCode(code)].id) for where, code in outcome.problems}
    for profile in outcome.profiles.values():
        profile |= {name: label(profile[name]) for name, label in _profile_labels().items() if profile[name]}
    return outcome


def _query(ledger: Path, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(ledger)) as connection:
        return list(connection.execute(sql))


def _read_message(medium: str, path: Path) -> Made:
    if path.suffix != ".eml":
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        return Made(medium, head.partition(": ")[2], text.strip())
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    texts = [part.get_content().replace("\r\n", "\n").strip() if part else "" for part in (plain, html)]
    return Made(medium, parseaddr(str(mail["To"]))[1], texts[0], str(mail["Subject"]), texts[1])


def _outcome(workbook: Path, sent: dict[str, Made]) -> Outcome:
    reader = fastexcel.read_excel(workbook)

    def rows(title: str) -> pl.DataFrame:
        if title not in reader.sheet_names:
            return pl.DataFrame()
        return reader.load_sheet(title, dtypes="string").to_polars()

    problems = rows(titles.PROBLEMS.id)
    return Outcome(
        sent=sent,
        queued=dict(_shared(rows(TABS["queue"].label.id), "queue", "task", "call", "script")),
        awaiting=dict(_shared(rows(TABS["outbox"].label.id), "outbox", "channel", "address", "text")),
        profiles=_profiles(rows(titles.PROFILES.id)),
        problems=set(_compared(problems.select("Di mana", "Jenis").iter_rows())),
    )


def _compared(problems: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    ours_alone = {PROBLEM_KINDS[code].id for code in OURS_ALONE}
    return (row for row in problems if "!" in (row[0] or "") and row[1] not in ours_alone)


def _shared(rows: pl.DataFrame, tab: str, *columns: str) -> Iterator[tuple[str, Made]]:
    """Rows of a shared tab by their key."""
    declared = TABS[tab].by_name
    media = {
        normalise(spelling): choice.value
        for choice in declared[columns[0]].choices
        for spelling in (choice.value, *choice.label)
    }
    headers = [declared[name].label.id for name in ("key", *columns)]
    for key, medium, address, text in rows.select(headers).iter_rows() if rows.height else ():
        yield key, Made(media[normalise(medium)], address or "", (text or "").strip())


def _profiles(rows: pl.DataFrame) -> dict[str, dict[str, str]]:
    months = next(header for header in rows.columns if header.startswith("Belanja ") and header.endswith(" bulan"))
    headers = {
        heading.name: heading.header.id.format(months=months.split()[1])
        for heading in HEADINGS
        if heading.name not in COLUMNS_OF_OURS
    }
    named = rows.select(pl.col(header).fill_null("").alias(name) for name, header in headers.items())
    return {row["customer_id"]: row for row in named.iter_rows(named=True)}


def _profile_labels() -> dict[str, Callable[[str], str]]:
    """How the product shows the profile columns that have words for their values."""
    choices = {
        name: choice_labels("customers", name, LANGUAGE) for name in ("salutation", "type", "status", "language")
    }
    return {
        **{name: lambda value, labels=labels: labels.get(value, value) for name, labels in choices.items()},
        "lifecycle": lambda value: LIFECYCLES[value].id,
        "phone_kind": lambda value: PHONE_KINDS[value].id,
        "recency_bin": lambda value: recency_label(value, LANGUAGE),
        "frequency_bin": lambda value: frequency_label(value, LANGUAGE),
        "reachable_by": lambda value: media_label(value, LANGUAGE),
        "next_question": lambda value: column_label("customers", value, LANGUAGE),
    }


def differences(ours: Outcome, peers: Outcome) -> list[str]:
    """Every difference in words; empty when both did the same."""
    found = [
        *_of_contacts("message", ours.sent, peers.sent),
        *_of_contacts("task", ours.queued, peers.queued),
        *_of_contacts("awaiting", ours.awaiting, peers.awaiting),
        *_of_profiles(ours.profiles, peers.profiles),
    ]
    found += [f"problem {where} ({kind}): only ours" for where, kind in sorted(ours.problems - peers.problems)]
    found += [f"problem {where} ({kind}): only the peer's" for where, kind in sorted(peers.problems - ours.problems)]
    return found


def _of_contacts(what: str, ours: Mapping[str, Made], peers: Mapping[str, Made]) -> Iterator[str]:
    for key in sorted(ours.keys() | peers.keys()):
        if key not in ours or key not in peers:
            yield f"{what} {key}: only {'ours' if key in ours else 'the peer’s'}"
            continue
        for name, one, other in zip(Made._fields, ours[key], peers[key], strict=True):
            if one != other:
                yield f"{what} {key}, {name}: ours {one!r}, the peer's {other!r}"


def _of_profiles(ours: Mapping[str, dict[str, str]], peers: Mapping[str, dict[str, str]]) -> Iterator[str]:
    for customer in sorted(ours.keys() | peers.keys()):
        if customer not in ours or customer not in peers:
            yield f"profile {customer}: only {'ours' if customer in ours else 'the peer’s'}"
            continue
        for name, one in ours[customer].items():
            other = peers[customer][name]
            if one != other and not _same_number(one, other):
                yield f"profile {customer}, {name}: ours {one!r}, the peer's {other!r}"


def _same_number(one: str, other: str) -> bool:
    try:
        return abs(float(one) - float(other)) < 1e-6
    except ValueError:
        return False
