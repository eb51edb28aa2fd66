"""All that waits in an inbox is picked up, however many calls it takes; what cannot be is said in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from desk_samples import inbound

from crm_sheets import picking_up
from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.protocol import Collected
from crm_sheets.picking_up import PickedUp, pick_up

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@dataclass
class Small:
    """Gives one message a call; falls silent at the call `silent_at`, and stays where it is with `stuck`."""

    waiting: int
    silent_at: int = 0
    stuck: bool = False
    name: str = "mail"
    calls: list[str] = field(default_factory=list)

    def collect(self, position: str, now: datetime, awaited: Collection[str] = ()) -> Collected:
        self.calls.append(position)
        if len(self.calls) == self.silent_at:
            raise InboxUnavailable("The mail server fell silent.")
        reached = int(position or 0) + 1
        message = inbound(f"Surat {reached}")
        place = position if self.stuck else str(reached)
        return Collected((message,), (), place, ("one cannot be read",), is_complete=reached >= self.waiting)


def texts(found: PickedUp) -> list[str]:
    return [message.text for message in found.collected.messages]


def test_it_goes_on_until_nothing_waits() -> None:
    source = Small(3)
    found = pick_up(source, "", NOW, ())
    assert texts(found) == ["Surat 1", "Surat 2", "Surat 3"]
    assert (found.failure, found.collected.position, source.calls) == ("", "3", ["", "1", "2"])
    assert found.collected.unreadable == ("one cannot be read",)


def test_what_was_read_before_it_fell_silent_counts() -> None:
    found = pick_up(Small(3, silent_at=3), "", NOW, ())
    assert texts(found) == ["Surat 1", "Surat 2"]
    assert (found.failure, found.collected.position) == ("The mail server fell silent.", "2")


def test_one_that_never_answers_stays_where_it_was() -> None:
    found = pick_up(Small(3, silent_at=1), "7", NOW, ())
    assert (texts(found), found.collected.position) == ([], "7")


@pytest.mark.parametrize("limit", ["MOST_SECONDS", "MOST_MESSAGES"])
def test_after_a_while_the_rest_is_left_and_that_is_said(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picking_up, limit, -1)
    found = pick_up(Small(3), "", NOW, ())
    assert (texts(found), found.collected.position) == (["Surat 1"], "1")
    assert found.failure.endswith("was not read to the end; the rest comes with the next run.")


def test_one_that_does_not_move_is_not_asked_for_ever() -> None:
    source = Small(3, stuck=True)
    assert "not read to the end" in pick_up(source, "1", NOW, ()).failure
    assert len(source.calls) == 1
