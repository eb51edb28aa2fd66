"""People and jobs on one spreadsheet, with everything going wrong between them: hundreds of histories.

Each history is a list of runs. Before each request of a run people may edit, and the request may fail in every way in
which requests fail. At the end comes one quiet run; after it everything must be as people and job were promised.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from google_faults import COMMON_FAULTS
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from shared_sheet import KEY, LOG, PROFILES, QUEUE, REPORT, TEAM, History, Killed

from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.testing.spreadsheet import BadRequest
from crm_sheets.workbook.google import writing

SEED = 20261122

FAULTS = [*COMMON_FAULTS, Fault.drop_now_apply_later(4), Fault.status(500)]


class Edits:
    """What people may do, each with two numbers to choose a place by; what another edit made impossible is not done."""

    def __init__(self, history: History) -> None:
        self.history, self.people = history, history.sheet.people

    def type_a_name(self, one: int, two: int) -> None:
        text = self._new_text()
        title = TEAM
        column = self.history.sheet.rows(title)[0].index("Kota")
        self.history.on_both(lambda sheet: sheet.people.type_in(title, 2 + one % 5, column, text))

    def add_a_customer(self, one: int, two: int) -> None:
        text, title = self._new_text(), TEAM
        rows = self.history.sheet.rows(title)
        self.history.on_both(lambda s: s.people.type_in(title, len(rows) + 1, rows[0].index("ID"), text))

    def insert_rows(self, one: int, two: int) -> None:
        title = TEAM
        self.history.on_both(lambda sheet: sheet.people.insert_rows(title, 2 + one % 4, 1 + two % 3))

    def delete_a_row(self, one: int, two: int) -> None:
        title = TEAM
        self.history.on_both(lambda sheet: sheet.people.delete_rows(title, 2 + one % 4))

    def insert_a_column(self, one: int, two: int) -> None:
        title = TEAM
        self.history.on_both(lambda sheet: sheet.people.insert_columns(title, one % 4))

    def move_a_column(self, one: int, two: int) -> None:
        title = TEAM
        if one % 4 != two % 4:
            self.history.on_both(lambda sheet: sheet.people.move_column(title, one % 4, two % 4))

    def sort(self, one: int, two: int) -> None:
        title = TEAM
        self.history.on_both(lambda sheet: sheet.people.sort(title, one % 3, ascending=bool(two % 2)))

    def filter(self, one: int, two: int) -> None:
        title = TEAM
        self.history.on_both(lambda sheet: sheet.people.filter(title))

    def note_on_a_task(self, one: int, two: int) -> None:
        keys = [key for key in self.history.promised[QUEUE] if self.history.place_of(QUEUE, key)]
        if keys:
            key, text = keys[one % len(keys)], self._new_text()
            row, column = self.history.place_of(QUEUE, key) or (0, 0)
            self.people.type_in(QUEUE, row, column, text)
            self.history.notes[key] = text

    def tick_a_task(self, one: int, two: int) -> None:
        keys = [key for key in self.history.promised[QUEUE] if self.history.place_of(QUEUE, key)]
        header = self.history.sheet.rows(QUEUE)[0]
        if keys and "Selesai?" in header:
            row, _ = self.history.place_of(QUEUE, keys[one % len(keys)]) or (0, 0)
            self.people.tick(QUEUE, row, header.index("Selesai?"))

    def delete_a_task(self, one: int, two: int) -> None:
        title = QUEUE if two % 2 else LOG
        if title not in self.history.sheet.titles:
            return
        keys = [key for key in self.history.promised[title] if self.history.place_of(title, key)]
        keys = [key for key in keys if key in self.history.confirmed]
        if keys:
            key = keys[one % len(keys)]
            row, _ = self.history.place_of(title, key) or (0, 0)
            self.people.delete_rows(title, row)
            self.history.deleted.add(key)
            self.history.notes.pop(key, None)

    def sort_the_queue(self, one: int, two: int) -> None:
        self.people.sort(QUEUE, one % 4, ascending=bool(two % 2))

    def add_a_row_to_the_queue(self, one: int, two: int) -> None:
        text = self._new_text()
        rows = self.history.sheet.rows(QUEUE)
        column = next(row for row in rows if KEY in row).index("Pelanggan")
        self.people.type_in(QUEUE, len(rows) + 1, column, text)
        self.history.own_rows[QUEUE].append(text)

    def insert_rows_in_the_queue(self, one: int, two: int) -> None:
        self.people.insert_rows(QUEUE, 2 + one % 4, 1 + two % 2)

    def insert_a_column_in_the_queue(self, one: int, two: int) -> None:
        self.people.insert_columns(QUEUE if two % 2 else LOG, one % 5)

    def move_a_column_of_the_queue(self, one: int, two: int) -> None:
        if one % 4 != two % 4:
            self.people.move_column(QUEUE, one % 4, two % 4)

    def name_a_column_in_the_queue(self, one: int, two: int) -> None:
        rows = self.history.sheet.rows(QUEUE)
        number = next(number for number, row in enumerate(rows) if KEY in row)
        self.people.type_in(QUEUE, number + 1, len(rows[number]), self._new_text())

    def sort_a_job_tab(self, one: int, two: int) -> None:
        self.people.sort(self._job_tab(two), one % 2, ascending=False)

    def scribble_on_a_job_tab(self, one: int, two: int) -> None:
        self.people.type_in(self._job_tab(two), 1 + one % 9, one % 7, self._new_text())

    def insert_in_a_job_tab(self, one: int, two: int) -> None:
        self.people.insert_rows(self._job_tab(two), 1 + one % 4, 2)
        self.people.insert_columns(self._job_tab(two), one % 3)

    def merge_in_a_job_tab(self, one: int, two: int) -> None:
        self.people.merge(self._job_tab(two), "A2:B3")

    def filter_a_job_tab(self, one: int, two: int) -> None:
        self.people.filter(self._job_tab(two))

    def rename_a_job_tab(self, one: int, two: int) -> None:
        self.people.rename_tab(self._job_tab(two), self._new_text())

    def delete_a_job_tab(self, one: int, two: int) -> None:
        self.people.delete_tab(self._job_tab(two))

    def duplicate_a_job_tab(self, one: int, two: int) -> None:
        self.people.duplicate_tab(self._job_tab(two))

    def hide_or_move_a_job_tab(self, one: int, two: int) -> None:
        self.people.move_tab(self._job_tab(two), 0)
        self.people.hide_tab(self._job_tab(two))

    def make_a_table_of_a_job_tab(self, one: int, two: int) -> None:
        self.people.make_table(self._job_tab(two), types={one % 2: "TEXT"})

    def make_a_table_of_the_queue(self, one: int, two: int) -> None:
        cells = "A1:D20" if one % 3 == 0 else ""
        self.people.make_table(QUEUE, cells, types={one % 4: "TEXT"} if two % 2 else None)

    def add_a_chart_tab(self, one: int, two: int) -> None:
        title = self._new_text()
        self.people.add_chart_tab(title)
        self.people.move_tab(title, one % 3)

    def add_a_tab(self, one: int, two: int) -> None:
        title = self._new_text()
        self.people.add_tab(title, [["milik kami"], ["tetap"]])
        self.history.own_tabs.append(title)

    def delete_a_named_range(self, one: int, two: int) -> None:
        names = [area["name"] for area in self.history.sheet.metadata().get("namedRanges", ())]
        if names:
            self.people.delete_named_range(names[one % len(names)])

    def delete_a_chart(self, one: int, two: int) -> None:
        charts = [
            chart["chartId"] for tab in self.history.sheet.metadata()["sheets"] for chart in tab.get("charts", ())
        ]
        if charts:
            self.people.delete_chart(charts[one % len(charts)])

    def _job_tab(self, number: int) -> str:
        """The tab that people see under this job tab's name or the one they gave it."""
        from crm_sheets.workbook.google.ids import job_tab_id

        wanted = job_tab_id(REPORT if number % 3 == 0 else PROFILES)
        for tab in self.history.sheet.metadata()["sheets"]:
            if tab["properties"]["sheetId"] == wanted:
                return str(tab["properties"]["title"])
        raise KeyError(wanted)

    def _new_text(self) -> str:
        self.history.edits += 1
        return f"tulisan {self.history.edits}"


EDITS = sorted(name for name in vars(Edits) if not name.startswith("_"))
EDIT = st.tuples(st.sampled_from(EDITS), st.integers(0, 11), st.integers(0, 11))


@dataclass
class Run:
    """What happens in a run: edits before its requests, by number; one request that fails; one before which it dies.

    Every other one proves first that it may write.
    """

    edits: list[tuple[int, tuple[str, int, int]]] = field(default_factory=list)
    fault: tuple[int, Fault] | None = None
    dies_at: int | None = None
    proves: bool = False


REQUEST = st.integers(1, 6)
RUN = st.builds(
    Run,
    edits=st.lists(st.tuples(REQUEST, EDIT), max_size=5),
    fault=st.none() | st.tuples(REQUEST, st.sampled_from(FAULTS)),
    dies_at=st.none() | st.none() | st.none() | REQUEST,
    proves=st.booleans(),
)


def live(history: History, run: Run) -> None:
    """Let one run happen."""
    google, first = history.google, len(history.google.sheet_requests)
    edits = Edits(history)

    def before(request: RecordedRequest) -> None:
        number = request.number - first
        for when, (name, one, two) in run.edits:
            if when == number:
                do(edits, name, one, two)
        if run.dies_at == number:
            raise Killed

    google.before_each(before)
    if run.fault:
        place, fault = run.fault
        google.next(fault, when=lambda request: request.number - first == place)
    history.run(proves=run.proves)
    google.forget_edits()
    google.clear_faults()


def do(edits: Edits, name: str, one: int, two: int) -> None:
    """One edit; what the browser refuses, or what is not there, people do not do."""
    before = edits.history.twin
    try:
        getattr(edits, name)(one, two)
    except (BadRequest, KeyError, StopIteration, ValueError):
        assert before is edits.history.twin


@seed(SEED)
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(runs=st.lists(RUN, min_size=1, max_size=4), small=st.booleans())
def test_whatever_people_and_faults_do_everybody_keeps_what_they_wrote(runs: list[Run], small: bool) -> None:
    with pytest.MonkeyPatch.context() as patch, FakeGoogle() as google:
        google.quota = None
        if small:
            patch.setattr(writing, "LARGEST_BATCH", 6000)
            patch.setattr(writing, "LARGEST_TAB", 300)
        history = History(google)
        for run in runs:
            live(history, run)
        google.settle()
        assert history.run() or history.run(), history.stopped_by
        history.check()
