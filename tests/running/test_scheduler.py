"""The scheduler: jobs one at a time, whatever they do; a clock that is only pretended."""

from __future__ import annotations

import datetime as real
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import schedule
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.errors import WorkbookLocked
from crm_sheets.running.memory import FILE, Memory
from crm_sheets.running.scheduler import ChildProcess, JobScheduler
from crm_sheets.running.ticker import tick_every_minute
from crm_sheets.timing.timetable import Due, Entry, Interval, Line

JAKARTA = ZoneInfo("Asia/Jakarta")
NIGHTLY, GREETINGS = Entry("nightly", time(2, 0)), Entry("greetings", time(2, 0))
INBOX = Interval("inbox", 10)
EVENING = datetime(2026, 11, 19, 20, 0, tzinfo=JAKARTA)
Patch = pytest.MonkeyPatch


@dataclass
class World:
    """A pretended clock and the jobs that were started by it."""

    now: datetime = EVENING
    started: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    stopping: bool = False
    while_running: Callable[[str], int] = lambda job: 0

    def start(self, job: str) -> int:
        self.started.append((job, f"{self.now:%d %H:%M}"))
        return self.while_running(job)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def starting(self, due: Due) -> None:
        self.said.append(f"starting {due.job}")

    def ended(self, due: Due, exit_code: int) -> None:
        self.said.append(f"ended {due.job} {exit_code:d}")

    def trouble(self, error: Exception) -> None:
        self.said.append(type(error).__name__)

    def scheduler(self, folder: Path, *lines: Line) -> JobScheduler:
        return JobScheduler(lines, Memory(folder), self.start, lambda: self.now, self, lambda: self.stopping)


@pytest.fixture
def world(monkeypatch: Patch) -> World:
    """The pretended clock is also the one that the package `schedule` looks at."""
    made = World()

    class Pretended(real.datetime):
        @classmethod
        def now(cls, tz: real.tzinfo | None = None) -> datetime:  # type: ignore[override]
            return made.now.astimezone(tz) if tz else made.now.replace(tzinfo=None)

    clock = SimpleNamespace(datetime=Pretended, timedelta=real.timedelta, time=real.time, date=real.date)
    monkeypatch.setattr(schedule, "datetime", clock)
    return made


def live(world: World, scheduler: JobScheduler, until: datetime, jumps: dict[str, timedelta] | None = None) -> None:
    """Let the ticker tick until that moment; `jumps` sets the clock when it shows a time, once each."""
    left = dict(jumps or {})

    def sleep(seconds: float) -> None:
        world.sleep(seconds)
        world.now += left.pop(f"{world.now:%d %H:%M}", timedelta())

    tick_every_minute(scheduler.tick, lambda: world.stopping or world.now >= until, sleep)


def test_three_nights_are_three_runs(world: World, tmp_path: Path) -> None:
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(days=3))
    assert world.started == [("nightly", f"{day} 02:00") for day in (20, 21, 22)]


def test_a_machine_that_slept_through_the_night_makes_up_for_it_once(world: World, tmp_path: Path) -> None:
    asleep = {"20 01:00": timedelta(hours=6)}
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(days=1, hours=8), asleep)
    assert world.started == [("nightly", "20 07:00"), ("nightly", "21 02:00")]


def test_a_clock_set_back_neither_repeats_a_run_nor_stands_still(world: World, tmp_path: Path) -> None:
    back = {"20 02:30": timedelta(hours=-5), "21 01:30": timedelta(hours=-3)}
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(days=2), back)
    assert world.started == [("nightly", "20 02:00"), ("nightly", "21 02:00")]


def test_the_clock_of_the_wall_is_set_back_before_the_run_and_it_comes_in_its_minute(
    world: World, tmp_path: Path
) -> None:
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(hours=10), {"20 01:59": timedelta(minutes=-90)})
    ((_, moment),) = world.started
    assert moment == "20 02:00"


def test_after_downtime_the_night_is_made_up_for(world: World, tmp_path: Path) -> None:
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(hours=10))
    world.now = EVENING + timedelta(days=1, hours=12)
    live(world, world.scheduler(tmp_path, NIGHTLY), world.now + timedelta(hours=1))
    assert world.started == [("nightly", "20 02:00"), ("nightly", "21 08:00")]


def test_a_restart_repeats_nothing(world: World, tmp_path: Path) -> None:
    for _ in range(5):
        live(world, world.scheduler(tmp_path, NIGHTLY), world.now + timedelta(hours=3))
    assert world.started == [("nightly", "20 02:00")]


@pytest.mark.parametrize("error", [OSError("no memory"), ValueError("odd"), RuntimeError("")])
def test_a_job_that_fails_does_not_keep_the_others_from_running(world: World, tmp_path: Path, error: Exception) -> None:
    def fails(job: str) -> int:
        if job == "nightly":
            raise error
        return 3

    world.while_running = fails
    live(world, world.scheduler(tmp_path, NIGHTLY, GREETINGS), EVENING + timedelta(days=1, hours=8))
    assert [job for job, _ in world.started] == ["nightly", "greetings"] * 2
    assert world.said[:5] == [
        "starting nightly", type(error).__name__, "ended nightly 70", "starting greetings", "ended greetings 3",
    ]  # fmt: skip


def test_a_job_that_takes_long_delays_the_others_and_loses_none(world: World, tmp_path: Path) -> None:
    def long(job: str) -> int:
        world.now += timedelta(hours=4)
        return 0

    world.while_running = long
    live(world, world.scheduler(tmp_path, NIGHTLY, GREETINGS), EVENING + timedelta(hours=20))
    assert world.started == [("nightly", "20 02:00"), ("greetings", "20 06:00")]


@pytest.mark.parametrize(
    ("codes", "times"),
    [
        ([5, 6, 0], ["02:00", "02:15", "02:30"]),
        ([5, 5, 5, 5, 5], ["02:00", "02:15", "02:30", "02:45"]),
        ([3], ["02:00"]),
    ],
)
def test_a_workbook_that_is_open_somewhere_is_tried_again_a_few_times(
    world: World, tmp_path: Path, codes: list[int], times: list[str]
) -> None:
    world.while_running = lambda job: codes.pop(0)
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(hours=20))
    assert world.started == [("nightly", f"20 {text}") for text in times]


def test_a_try_is_never_later_than_its_night_and_the_next_night_comes_all_the_same(
    world: World, tmp_path: Path
) -> None:
    world.while_running = lambda job: 5 if len(world.started) == 1 else 0
    asleep = {"20 02:05": timedelta(hours=21)}
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(days=1, hours=8), asleep)
    assert world.started == [("nightly", "20 02:00"), ("nightly", "21 02:00")]


def test_asked_to_stop_while_a_job_runs_it_starts_no_other(world: World, tmp_path: Path) -> None:
    def asked(job: str) -> int:
        world.stopping = True
        return 0

    world.while_running = asked
    live(world, world.scheduler(tmp_path, NIGHTLY, GREETINGS), EVENING + timedelta(days=1))
    assert world.started == [("nightly", "20 02:00")]
    world.stopping, world.while_running = False, lambda job: 0
    live(world, world.scheduler(tmp_path, NIGHTLY, GREETINGS), EVENING + timedelta(days=1))
    assert world.started[1:] == [("greetings", "20 02:00")], "the other one is made up for by the next start"


def test_a_start_is_remembered_before_the_job_does_anything(world: World, tmp_path: Path) -> None:
    class PowerCut(BaseException):
        pass

    def cut(job: str) -> int:
        raise PowerCut

    world.while_running = cut
    scheduler = world.scheduler(tmp_path, NIGHTLY)
    with pytest.raises(PowerCut):
        live(world, scheduler, EVENING + timedelta(days=1))
    world.while_running = lambda job: 0
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(days=1))
    assert len(world.started) == 1


def test_a_folder_that_cannot_be_written_does_not_end_it(world: World, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    live(world, world.scheduler(gone, NIGHTLY), EVENING + timedelta(days=1, hours=8))
    assert world.started == [("nightly", "20 02:00"), ("nightly", "21 02:00")]
    assert "FileNotFoundError" in world.said


def test_the_file_is_its_owners_only_and_names_no_secret(world: World, tmp_path: Path) -> None:
    live(world, world.scheduler(tmp_path, NIGHTLY), EVENING + timedelta(hours=10))
    file = tmp_path / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "started": {"nightly 02:00 daily": "2026-11-20T02:00:00+07:00"}
    }
    assert [path.name for path in tmp_path.iterdir()] == [FILE], "nothing unfinished is left behind"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"started": 3}', b'{"started": {"nightly 02:00 daily": 7}}', b"\xff\xfe",
     b'{"started": {"nightly 02:00 daily": "2026-11-19T02:00:00"}}', b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_file_is_an_empty_one(world: World, tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert Memory(tmp_path).read() == {}
    world.now = EVENING + timedelta(hours=15)
    live(world, world.scheduler(tmp_path, NIGHTLY), world.now + timedelta(hours=1))
    assert world.started == [], "nothing is made up for, so nothing can come twice"


@given(st.dictionaries(st.text(max_size=20), st.datetimes(timezones=st.just(UTC)), max_size=5))
def test_what_is_written_reads_back(tmp_path_factory: pytest.TempPathFactory, started: dict[str, datetime]) -> None:
    memory = Memory(tmp_path_factory.mktemp("memory"))
    memory.write(started)
    assert memory.read() == started


def test_a_second_scheduler_in_the_folder_is_refused_and_a_dead_one_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / f".{FILE}.lock").write_text("left by a dead process", encoding="utf-8")
    with Memory(tmp_path).alone(), pytest.raises(WorkbookLocked, match="one is enough"), Memory(tmp_path).alone():
        pass
    with Memory(tmp_path).alone():
        pass


def hours(world: World, job: str) -> list[datetime]:
    return [datetime.strptime(f"2026-11-{at}", "%Y-%m-%d %H:%M") for name, at in world.started if name == job]


def test_an_interval_comes_all_day_and_the_night_comes_between(world: World, tmp_path: Path) -> None:
    live(world, world.scheduler(tmp_path, INBOX, NIGHTLY), EVENING + timedelta(hours=24))
    starts = hours(world, "inbox")
    apart = {later - earlier for earlier, later in pairwise(starts)}
    assert timedelta(minutes=10) <= min(apart) <= max(apart) <= timedelta(minutes=12)
    assert ("nightly", "20 02:00") in world.started


@pytest.mark.parametrize("code", [5, 6])
def test_an_interval_is_not_tried_again_before_its_next_turn(world: World, tmp_path: Path, code: int) -> None:
    world.while_running = lambda job: code
    live(world, world.scheduler(tmp_path, INBOX), EVENING + timedelta(minutes=35))
    assert [at for _, at in world.started] == ["19 20:10", "19 20:20", "19 20:30"]


def test_after_a_long_sleep_an_interval_comes_once_and_not_again_at_once(world: World, tmp_path: Path) -> None:
    asleep = {"19 20:15": timedelta(hours=30)}
    live(world, world.scheduler(tmp_path, INBOX), EVENING + timedelta(hours=30, minutes=40), asleep)
    assert [at for _, at in world.started] == ["19 20:10", "21 02:15", "21 02:25", "21 02:35"]


def test_jobs_that_take_longer_than_an_interval_starve_nobody_and_pile_nothing_up(world: World, tmp_path: Path) -> None:
    def long(job: str) -> int:
        world.now += timedelta(minutes=25 if job == "inbox" else 90)
        return 0

    world.while_running = long
    live(world, world.scheduler(tmp_path, INBOX, NIGHTLY, GREETINGS), EVENING + timedelta(hours=14))
    assert [job for job, _ in world.started].count("nightly") == 1
    assert [job for job, _ in world.started].count("greetings") == 1
    nightly, greetings = (hours(world, job)[0] for job in ("nightly", "greetings"))
    assert nightly.hour == 2
    assert greetings == nightly + timedelta(minutes=90), "the interval waits for its turn"
    between = {later - earlier for earlier, later in pairwise(hours(world, "inbox"))}
    assert min(between) >= timedelta(minutes=25)


def test_an_interval_begins_when_its_job_starts_not_when_it_had_to_wait_for_another(
    world: World, tmp_path: Path
) -> None:
    def long(job: str) -> int:
        world.now += timedelta(minutes=60 * (job == "nightly"))
        return 0

    world.while_running = long
    world.now = EVENING.replace(day=20, hour=1, minute=50)
    live(world, world.scheduler(tmp_path, NIGHTLY, INBOX), world.now + timedelta(minutes=90))
    assert world.started == [("nightly", "20 02:00"), ("inbox", "20 03:00"), ("inbox", "20 03:10")]


def test_after_a_restart_an_interval_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    for _ in range(6):
        live(world, world.scheduler(tmp_path, INBOX), world.now + timedelta(minutes=4))
    assert [at for _, at in world.started] == ["19 20:10", "19 20:20"]


def test_a_child_that_was_killed_counts_as_a_shell_counts() -> None:
    assert ChildProcess(lambda job: ["sh", "-c", f"exit {job}"]).run("3") == 3
    assert ChildProcess(lambda job: ["sh", "-c", f"kill -{job} $$"]).run("9") == 137


def test_a_wish_to_stop_reaches_a_child_that_is_only_just_starting() -> None:
    child = ChildProcess(lambda job: ["sleep", "600"])
    child.ask_to_stop(15)
    assert child.run("nightly") == 143
