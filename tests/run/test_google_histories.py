"""Nights on a Google spreadsheet that people work in, with everything going wrong: each thing done once in the end.

A history is a few nights of the real job. Before each of its requests people may work in the tabs that they share with
it; a request may fail in every way in which requests fail, Google may stay away from some request on, and the process
may be killed before any request and before any change of the ledger. After a last quiet night for each day, everything
must be as the team was promised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from google_faults import COMMON_FAULTS
from google_team import (
    ANSWER,
    ASKING,
    CALL,
    DAY,
    FINGERPRINT,
    GREETING,
    KEY,
    LOG,
    NEXT_DAY,
    NO,
    NOTES,
    OUTBOX,
    QUEUE,
    YES,
    Team,
    customers,
)
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from crm_sheets.ledger import Ledger
from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.testing.spreadsheet import BadRequest
from crm_sheets.workbook.google import writing

SEED = 20261122
DAYS = (DAY, NEXT_DAY)
PEOPLE = customers(
    ("Bandung", 2, "1980-11-20"),
    ("Bandung", 1, "1980-11-21"),
    ("Medan", 1, "1980-11-20"),
    ("Medan", 1, "1980-11-21"),
    ("Bogor", 1, "1980-11-20"),
    ("Bogor", 1, "1980-11-21"),
)
GREETINGS = {DAY: {"ucapan|P1|2026", "ucapan|P2|2026"}, NEXT_DAY: {"ucapan|P3|2026"}}
TASKS = {DAY: {"telepon|P4|2026"}, NEXT_DAY: {"telepon|P5|2026"}}
ASKED = {DAY: {"ajakan|P6|2026"}, NEXT_DAY: {"ajakan|P7|2026"}}
SHARED = (QUEUE, OUTBOX, LOG)

FAULTS = COMMON_FAULTS + [Fault.drop_now_apply_later(number) for number in (5, 8, 10**6)]


class Killed(BaseException):
    """The machine is switched off here."""


@dataclass
class Night:
    """What happens in a night: edits before its requests (0: before it begins) and what goes wrong.

    `fault` is one request that fails; from request `down_from` on Google does not answer; the process dies before the
    request `dies_at_request`, or before its change `dies_at_change` of the ledger.
    """

    day: str
    edits: list[tuple[int, tuple[str, int, int]]] = field(default_factory=list)
    fault: tuple[int, Fault] | None = None
    down_from: int | None = None
    dies_at_request: int | None = None
    dies_at_change: int | None = None


class Edits:
    """What people and the network may do, each with two numbers to choose by; what the browser refuses is not done."""

    def __init__(self, team: Team) -> None:
        self.team, self.people = team, team.sheet.people
        self.notes: dict[str, str] = {}
        self.own_rows: list[tuple[str, str]] = []
        self.ever_ticked: set[str] = set()
        self._texts = 0

    def do(self, name: str, one: int, two: int) -> None:
        """One edit."""
        try:
            getattr(self, name)(one, two)
        except (BadRequest, KeyError):
            return

    def note_on_a_task(self, one: int, two: int) -> None:
        if keys := self.team.keys(QUEUE):
            key = keys[one % len(keys)]
            if key:
                self.notes[key] = self._new_text()
                self.team.type_in(QUEUE, key, NOTES, self.notes[key])

    def tick(self, one: int, two: int) -> None:
        if key := self._answer(one, YES):
            self.ever_ticked.add(key)

    def decline(self, one: int, two: int) -> None:
        self._answer(one, NO)

    def take_the_answer_back(self, one: int, two: int) -> None:
        self._answer(one, None)

    def sort(self, one: int, two: int) -> None:
        self.people.sort(SHARED[one % 3], two, ascending=bool(one % 2))

    def insert_rows(self, one: int, two: int) -> None:
        self.people.insert_rows(SHARED[one % 3], 2 + two % 4, 1 + one % 2)

    def add_a_row(self, one: int, two: int) -> None:
        title = SHARED[one % 3]
        header = self.team.sheet.rows(title)[0]
        column = header.index("Pelanggan")
        text = self._new_text()
        self.people.type_in(title, len(self.team.sheet.rows(title)) + 1, column, text)
        self.own_rows.append((title, text))

    def delete_a_named_range(self, one: int, two: int) -> None:
        for area in self.team.sheet.metadata().get("namedRanges", ())[:1]:
            self.people.delete_named_range(area["name"])

    def let_a_late_write_arrive(self, one: int, two: int) -> None:
        self.team.google.settle()

    def _answer(self, one: int, answer: str | None) -> str:
        keys = [key for key in self.team.keys(OUTBOX) if key]
        if not keys:
            return ""
        key = str(keys[one % len(keys)])
        self.team.type_in(OUTBOX, key, ANSWER, answer)
        return key

    def _new_text(self) -> str:
        self._texts += 1
        return f"tulisan {self._texts}"


EDITS = sorted(name for name in vars(Edits) if not name.startswith("_") and name != "do")
EDIT = st.tuples(st.sampled_from(EDITS), st.integers(0, 11), st.integers(0, 11))
REQUEST = st.integers(1, 7)
RARELY = st.none() | st.none() | st.none()
NIGHT = st.builds(
    Night,
    day=st.sampled_from(DAYS),
    edits=st.lists(st.tuples(st.integers(0, 7), EDIT), max_size=5),
    fault=st.none() | st.tuples(REQUEST, st.sampled_from(FAULTS)),
    down_from=RARELY | REQUEST,
    dies_at_request=RARELY | REQUEST,
    dies_at_change=RARELY | st.integers(1, 14),
)


def nights_up_to(most: int) -> st.SearchStrategy[list[Night]]:
    """A few nights in the order of their days."""
    return st.lists(NIGHT, min_size=2, max_size=most).map(lambda nights: sorted(nights, key=lambda night: night.day))


@contextmanager
def dying(night: Night, first: int) -> Iterator[Callable[[RecordedRequest], None]]:
    """What kills the process at the night's moment; from then on it does nothing more, as after a power cut."""
    dead, changes = False, 0
    begin = Ledger._writing

    def before_request(request: RecordedRequest) -> None:
        nonlocal dead
        dead = dead or request.number - first == night.dies_at_request
        if dead:
            raise Killed

    @contextmanager
    def before_change(ledger: Ledger) -> Iterator[Connection]:
        nonlocal dead, changes
        changes += 1
        dead = dead or changes == night.dies_at_change
        if dead:
            raise Killed
        with begin(ledger) as connection:
            yield connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "_writing", before_change)
        yield before_request


def live(team: Team, edits: Edits, night: Night) -> None:
    """Let a night happen."""
    google, first = team.google, len(team.google.sheet_requests)

    def people_work(request: RecordedRequest | None) -> None:
        number = request.number - first if request else 0
        for when, (name, one, two) in night.edits:
            if when == number:
                edits.do(name, one, two)

    people_work(None)
    google.before_each(people_work)
    if night.fault:
        place, fault = night.fault
        google.next(fault, when=lambda request: request.number - first == place)
    if night.down_from:
        google.always(Fault.status(503), when=lambda request: request.number - first >= (night.down_from or 0))
    try:
        with dying(night, first) as kill:
            google.before_each(kill)
            code, said = team.run(night.day)
            assert code in (0, 5, 6), said
    except Killed:
        pass
    google.forget_edits()
    google.clear_faults()


def check(team: Team, edits: Edits, days: list[str]) -> None:
    """Everything that the team was promised, after quiet nights for these days."""
    greetings, tasks, asked = (set().union(*(due[day] for day in days)) for due in (GREETINGS, TASKS, ASKED))
    answers = {row[KEY]: row[ANSWER] for row in team.records(OUTBOX) if row[KEY]}
    ticked = {key for key, answer in answers.items() if answer == YES}
    sent = [key for key in team.keys(LOG) if key]
    assert Counter(sent) == Counter(set(sent)), "a message is in the log twice"
    assert greetings | ticked <= set(sent) <= greetings | edits.ever_ticked
    files = ["--".join(key.split("|")[:2]) for key in sorted(sent)]
    assert team.messages() == files, "each message of the log is one file"
    assert Counter(key for key in team.keys(QUEUE) if key) == Counter(tasks), "each task stands there once"
    drafts = Counter((row[KEY], row[FINGERPRINT]) for row in team.records(OUTBOX) if row[KEY])
    assert {key for key, _ in drafts} == asked
    assert set(drafts.values()) <= {1}, "a draft stands there twice"
    assert set(team.ledger().values()) <= {"sent"}
    assert set(team.ledger()) == set(sent) | tasks
    assert team.unlogged() == []
    assert team.unfinished() == []
    check_what_people_wrote(team, edits)


def check_what_people_wrote(team: Team, edits: Edits) -> None:
    """Their notes stand on their tasks, and their own rows are there."""
    notes = {row[KEY]: row[NOTES] for row in team.records(QUEUE) if row[KEY]}
    assert edits.notes == {key: note for key, note in notes.items() if note}
    for title, text in edits.own_rows:
        assert [cell for row in team.sheet.rows(title) for cell in row].count(text) == 1


def live_through(nights: list[Night], *, small: bool) -> None:
    """Let all nights happen, then a quiet one for each day, and see."""
    with pytest.MonkeyPatch.context() as patch, FakeGoogle() as google, TemporaryDirectory() as folder:
        google.quota = None
        patch.setattr("crm_sheets.workbook.google.opening.Clock", lambda: google.clock)
        if small:
            patch.setattr(writing, "LARGEST_BATCH", 40_000)
            patch.setattr(writing, "LARGEST_TAB", 3_000)
            patch.setattr(writing, "MOST_ROWS", 3)
        team = Team.of(google, Path(folder) / "a", PEOPLE, [GREETING, CALL, ASKING])
        edits = Edits(team)
        for night in nights:
            live(team, edits, night)
        google.settle()
        days = sorted({night.day for night in nights} | {DAY})
        for day in days:
            code, said = team.run(day)
            assert code == 0, said
        check(team, edits, days)


LATE = [
    Night(DAY, fault=(3, Fault.drop_now_apply_later(10**6)), down_from=4),
    Night(DAY, edits=[(3, ("let_a_late_write_arrive", 0, 0))]),
]
"""What the first night wrote comes after the second one has read."""

UNHEARD = [
    Night(DAY, fault=(3, Fault.drop_after()), dies_at_request=4),
    Night(DAY, edits=[(0, ("tick", 0, 0)), (0, ("note_on_a_task", 0, 0)), (4, ("sort", 1, 0))]),
]
"""The first night's write is made, and the process dies before it can look."""

EACH_TIME = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


@seed(SEED)
@settings(EACH_TIME, max_examples=25)
@given(nights=nights_up_to(3), small=st.booleans())
@example(nights=LATE, small=False)
@example(nights=UNHEARD, small=False)
def test_whatever_happens_in_the_night_everything_is_done_once(nights: list[Night], small: bool) -> None:
    live_through(nights, small=small)


@pytest.mark.deep
@seed(SEED + 1)
@settings(EACH_TIME, max_examples=250)
@given(nights=nights_up_to(4), small=st.booleans())
def test_whatever_happens_in_hundreds_of_nights_everything_is_done_once(nights: list[Night], small: bool) -> None:
    live_through(nights, small=small)
