"""How things stand: the last run, what waits for people, what is uncertain; live, what messages became and cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.doubts import SEPARATOR, decisions_in, doubt_of
from crm_sheets.live_status import MOMENT, LiveStatus, live_status
from crm_sheets.progress import Progress
from crm_sheets.session import Session
from crm_sheets.tables import Book
from crm_sheets.unusual import QUESTION_ID
from crm_sheets.workspace import Workspace


@dataclass(frozen=True)
class Status:
    """`states` counts contacts by ledger state; `uncertain` holds one mapping a contact; `live` is None in a rehearsal.

    Of the uncertain ones, `to_decide` are those that wait for a tick in the tab To decide.
    """

    last_run: str
    states: Mapping[str, int]
    awaiting: int
    open_tasks: int
    uncertain: tuple[dict[str, Any], ...]
    live: LiveStatus | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def status(workspace: Workspace) -> Status:
    """Read workbook and ledger and say how things stand; the workspace must be a dry run."""
    with Session.begin(workspace, Progress()) as session:
        history = session.history
        counts = history.group_by("state").len().sort("state")
        return Status(
            last_run=_last_run(session.book),
            states=dict(counts.iter_rows()),
            awaiting=_awaiting(session.book, history, workspace.as_of),
            open_tasks=session.book.table("queue").filter(~pl.col("done").fill_null(value=False)).height,
            uncertain=tuple(_doubts(session)),
            live=live_status(session) if session.is_live else None,
        )


def _last_run(book: Book) -> str:
    runs = book.table("runs").drop_nulls("at").sort("at")
    if runs.is_empty():
        return ""
    last = runs.row(-1, named=True)
    return f"{last['at']:%Y-%m-%d %H:%M} · {last['job']} · {last['result']} · {last['run']}"


def _awaiting(book: Book, history: pl.DataFrame, as_of: date) -> int:
    """Messages in the Outbox without an answer that were not made some other way; questions only of that day."""
    is_over = (pl.col("program") == QUESTION_ID) & (pl.col("valid_until") < as_of)
    unanswered = book.table("outbox").filter(pl.col("approve").is_null(), ~is_over.fill_null(value=False))
    return unanswered.select("key").unique().join(history, on="key", how="anti").height


def _doubts(session: Session) -> Iterator[dict[str, Any]]:
    """The uncertain contacts, without addresses; `at` is local."""
    asked = set(session.book.table("doubts")["doubt"]) - {
        f"{decided.key}{SEPARATOR}{decided.run_id}" for decided in decisions_in(session.book)
    }
    for entry in session.uncertain():
        yield {
            "key": entry.key,
            "program": entry.program_id,
            "customer_id": entry.customer_id,
            "medium": entry.medium.value,
            "at": f"{entry.trace.since.astimezone(session.workspace.zone):{MOMENT}}",
            "detail": entry.detail,
            "to_decide": doubt_of(entry) in asked,
        }
