"""What became of messages after they were accepted: delivered, read or not delivered after all, and what they cost.

Reports come late, twice and in any order. What was delivered stays sent; what was not is a failure, unless a newer
report says otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, get_args

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, update

from crm_sheets.ledger.claims import bound_key, in_history
from crm_sheets.ledger.digests import Digests, kept_id
from crm_sheets.ledger.history import entry, read_by_key, read_entries
from crm_sheets.ledger.locks import hold, in_parts
from crm_sheets.ledger.records import Mode
from crm_sheets.ledger.schema import ENTRIES, HAS_PROVIDER_ID
from crm_sheets.ledger.shut import Closing, closing, shut_all
from crm_sheets.ledger.standing import Standing
from crm_sheets.ledger.states import GONE_OUT, MESSAGES, SETTLED
from crm_sheets.model import Closure, ContactState, DeliveryReport, LedgerEntry, Medium

MODES = get_args(Mode)
"""Live comes last: a rehearsal is asked about the messages that went out before it."""

CHARGED = (Medium.SMS.value, Medium.WHATSAPP.value)
MAY_CHANGE = tuple(field.name for field in fields(Standing))
BY_AGE = attrgetter("claimed_at", "key")


def awaited(
    connection: Connection, workbook_id: str, mode: str, since: datetime, unpriced_since: datetime | None
) -> list[LedgerEntry]:
    """What was accepted since then and has no report of its delivery yet, or is charged for and has no price yet."""
    news = and_(ENTRIES.c.state == ContactState.SENT.value, ENTRIES.c.claimed_at >= since, ENTRIES.c.delivery == "")
    if unpriced_since is not None:
        charged = and_(ENTRIES.c.medium.in_(CHARGED), ENTRIES.c.delivery != "", ENTRIES.c.price.is_(None))
        news = or_(news, and_(charged, ENTRIES.c.claimed_at >= unpriced_since))
    return read_entries(connection, workbook_id, mode, and_(news, HAS_PROVIDER_ID))


def sent_as(connection: Connection, workbook_id: str, provider_ids: Collection[str]) -> dict[str, LedgerEntry]:
    """The contacts that a provider knows under these ids; of two with one id the newer."""
    asked = {kept_id(given): given for given in provider_ids if given}
    rows = [row for mode in MODES for row in _by_provider_id(connection, workbook_id, mode, list(asked))]
    return {asked[row.provider_id]: entry(row) for row in sorted(rows, key=BY_AGE)}


def last_sent_to(
    connection: Connection, digests: Digests, workbook_id: str, addresses: Collection[str], since: datetime
) -> dict[str, LedgerEntry]:
    """The newest message to each address, claimed since then, that went out or may have; to a file only else."""
    by_hash, newest = digests.by_hash(addresses), dict[str, LedgerEntry]()
    gone_out = and_(ENTRIES.c.state.in_(GONE_OUT), ENTRIES.c.medium.in_(MESSAGES), ENTRIES.c.claimed_at >= since)
    for mode, part in ((mode, part) for mode in MODES for part in in_parts(list(by_hash))):
        theirs = and_(in_history(workbook_id, mode), ENTRIES.c.address_hash.in_(part), gone_out)
        rows = connection.execute(select(ENTRIES).where(theirs).order_by(ENTRIES.c.claimed_at, ENTRIES.c.key))
        last = {row.address_hash: row for row in rows}
        newest |= {address: entry(row) for digest, row in last.items() for address in by_hash[digest]}
    return newest


def take(
    connection: Connection,
    digests: Digests,
    history: tuple[str, str],
    reports: Sequence[DeliveryReport],
    now: datetime,
) -> list[LedgerEntry]:
    """Write what the reports say, as far as it is news; the contacts that turned into failures by it.

    A report that names another address than the ledger knows changes nothing (where it knows none, its id is enough),
    and a claim is nobody's to report on.
    Each try of a mail has the same Message-ID: what is about an earlier one says nothing about the last.
    """
    changed, failed, to_shut = list[dict[str, Any]](), list[str](), list[Closing]()
    for row, theirs in _with_reports(connection, digests, history, reports):
        standing = Standing(*(getattr(row, name) for name in MAY_CHANGE))
        for report in theirs:
            standing.hear(report, row.fenced_at or row.claimed_at, now)
        after = asdict(standing)
        if any(after[name] != getattr(row, name) for name in MAY_CHANGE):
            changed.append({"of": row.key, **{f"new_{name}": value for name, value in after.items()}})
        if standing.state == ContactState.FAILED.value != row.state:
            failed.append(row.key)
        to_shut += _closings(row, standing, theirs, now)
    _write(connection, history, changed)
    shut_all(connection, history[0], to_shut)
    return sorted(read_by_key(connection, *history, failed), key=BY_AGE)


def _with_reports(
    connection: Connection, digests: Digests, history: tuple[str, str], reports: Sequence[DeliveryReport]
) -> Iterator[tuple[Row[Any], list[DeliveryReport]]]:
    """The entries that reports are about, locked, each with its reports in their order."""
    by_id: dict[str, list[DeliveryReport]] = {}
    for report in reports:
        if report.provider_id:
            by_id.setdefault(kept_id(report.provider_id), []).append(report)
    found = _by_provider_id(connection, *history, list(by_id))
    hold(connection, in_history(*history), [row.key for row in found])
    for row in _by_provider_id(connection, *history, list(by_id)):
        theirs = [
            report
            for report in by_id[row.provider_id]
            if not (report.address and row.address_hash) or digests.address(report.address) == row.address_hash
        ]
        if row.state in SETTLED and theirs:
            yield row, [_of_this_try(report, row) for report in theirs]


def _of_this_try(report: DeliveryReport, row: Row[Any]) -> DeliveryReport:
    """The report; without its verdict when it came before a mail was tried anew. Mailboxes count whole seconds.

    Other providers give each try an id of its own, and their clock is not ours.
    """
    is_tried_anew = row.medium == Medium.EMAIL.value and row.delivered_at is not None and not row.delivery
    is_old = report.at < (row.fenced_at or row.claimed_at).replace(microsecond=0)
    return replace(report, state=None) if is_tried_anew and is_old else report


def _by_provider_id(connection: Connection, workbook_id: str, mode: str, provider_ids: Sequence[str]) -> list[Row[Any]]:
    rows = list[Row[Any]]()
    for part in in_parts(provider_ids):
        theirs = and_(in_history(workbook_id, mode), HAS_PROVIDER_ID, ENTRIES.c.provider_id.in_(part))
        rows += connection.execute(select(ENTRIES).where(theirs)).all()
    return rows


def _closings(row: Row[Any], standing: Standing, reports: Sequence[DeliveryReport], now: datetime) -> Iterator[Closing]:
    """A word of its owner always counts; that an address does not work only when nothing arrived there after all."""
    is_failed = standing.state == ContactState.FAILED
    for report in reports:
        if row.address_hash and report.closes and (is_failed or report.closes is Closure.OPTED_OUT):
            yield closing(row.address_hash, row.medium, report.closes, min(report.at, now), row.key)


def _write(connection: Connection, history: tuple[str, str], changed: Sequence[dict[str, Any]]) -> None:
    if changed:
        one = and_(in_history(*history), ENTRIES.c.key == bound_key("of"))
        values = {name: bindparam(f"new_{name}", type_=ENTRIES.c[name].type) for name in MAY_CHANGE}
        connection.execute(update(ENTRIES).where(one).values(**values), changed)
