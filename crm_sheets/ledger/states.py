"""What an entry's state allows: the conditions by which entries are asked for and moved on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, not_, or_

from crm_sheets.ledger.claims import in_history
from crm_sheets.ledger.records import RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, Medium

OPEN = (ContactState.FENCED.value, ContactState.UNCERTAIN.value)
UNSENT = (ContactState.CLAIMED.value, ContactState.FENCED.value)
UNSETTLED = (ContactState.CLAIMED.value, *OPEN)
OUTCOMES = (ContactState.SENT, ContactState.FAILED, ContactState.UNCERTAIN)
SETTLED = tuple(outcome.value for outcome in OUTCOMES)
GONE_OUT = (ContactState.SENT.value, ContactState.UNCERTAIN.value)
MESSAGES = tuple(medium.value for medium in Medium if medium.is_message)


def of_run(run: RunContext) -> ColumnElement[bool]:
    """The condition that an entry was claimed by this very run and by no later one."""
    return and_(in_history(run.workbook_id, run.mode), ENTRIES.c.run_id == run.run_id)


def is_one_of(states: Iterable[str]) -> ColumnElement[bool]:
    """The condition that an entry is in one of `states`; unlike IN, it can be executed for many keys at once."""
    return or_(*(ENTRIES.c.state == state for state in states))


def is_left() -> ColumnElement[bool]:
    """The condition that a person left a doubt as it is."""
    return and_(ENTRIES.c.state == ContactState.UNCERTAIN.value, ENTRIES.c.settled_at.is_not(None))


def is_doubt() -> ColumnElement[bool]:
    """The condition that an outcome is in doubt, and that nobody has left it at that."""
    return and_(ENTRIES.c.state == ContactState.UNCERTAIN.value, ENTRIES.c.settled_at.is_(None))


def is_open(states: Iterable[str] = OPEN) -> ColumnElement[bool]:
    """The condition that an entry is in one of `states` and that its outcome is still asked for."""
    return and_(is_one_of(states), not_(is_left()))


def is_settled_for_good() -> ColumnElement[bool]:
    """The condition that nothing will move an entry on but news from outside."""
    return or_(is_one_of((ContactState.SENT.value, ContactState.FAILED.value)), is_left())
