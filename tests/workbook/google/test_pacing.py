"""Jobs on one machine share what Google allows a minute."""

from __future__ import annotations

import json
import stat
import time
from pathlib import Path

import pytest
from fake_clock import FakeClock
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.workbook.google.clock import Clock
from crm_sheets.workbook.google.pacing import Pace, TurnTooLate


def take(pace: Pace, times: int) -> None:
    for _ in range(times):
        pace.take("read")


def test_as_many_turns_as_allowed_come_at_once_and_the_next_one_a_minute_later(tmp_path: Path) -> None:
    clock = FakeClock()
    pace = Pace(tmp_path / "pace.json", 50, clock)
    take(pace, 50)
    assert clock.waits == []
    take(pace, 1)
    assert sum(clock.waits) == pytest.approx(60)


def test_reads_and_writes_are_counted_apart(tmp_path: Path) -> None:
    clock = FakeClock()
    pace = Pace(tmp_path / "pace.json", 2, clock)
    take(pace, 2)
    pace.take("write")
    assert clock.waits == []


def test_two_jobs_with_one_file_share_their_turns(tmp_path: Path) -> None:
    clock = FakeClock()
    one, other = (Pace(tmp_path / "pace.json", 3, clock) for _ in range(2))
    take(one, 2)
    clock.pass_by(20)
    take(other, 1)
    take(one, 1)
    assert clock.waits == [pytest.approx(40)], "until the first of the three is a minute old"


def test_jobs_with_different_files_do_not_wait_for_one_another(tmp_path: Path) -> None:
    clock = FakeClock()
    take(Pace(tmp_path / "one.json", 1, clock), 1)
    take(Pace(tmp_path / "other.json", 1, clock), 1)
    assert clock.waits == []


def test_in_no_minute_there_are_more_turns_than_allowed(tmp_path: Path) -> None:
    clock = FakeClock()
    paces = [Pace(tmp_path / "pace.json", 7, clock) for _ in range(3)]
    taken = []
    for number in range(60):
        paces[number % 3].take("write")
        taken.append(clock.wall)
        clock.pass_by(number % 5)
    assert all(later - earlier >= 60 - 1e-6 for earlier, later in zip(taken, taken[7:], strict=False))


def test_another_job_can_take_its_turn_while_one_waits(tmp_path: Path) -> None:
    """The file is not held while waiting: the job that waits lets the other one write in that very moment."""
    other = Pace(tmp_path / "pace.json", 1, FakeClock())
    written = []

    class Busy(FakeClock):
        def sleep(self, seconds: float) -> None:
            other.take("write")
            written.append(json.loads((tmp_path / "pace.json").read_text())["write"])
            super().sleep(seconds)

    take(Pace(tmp_path / "pace.json", 1, Busy()), 2)
    assert [len(turns) for turns in written] == [1]


def test_without_a_file_the_own_turns_still_count() -> None:
    clock = FakeClock()
    take(Pace(None, 2, clock), 3)
    assert sum(clock.waits) == pytest.approx(60)


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    clock = FakeClock()
    take(Pace(tmp_path / "no such" / "folder" / "pace.json", 2, clock), 3)
    (tmp_path / "file").write_text("")
    take(Pace(tmp_path / "file" / "pace.json", 2, clock), 3)
    (tmp_path / "pace.json").mkdir()
    take(Pace(tmp_path / "pace.json", 2, clock), 3)
    assert sum(clock.waits) == pytest.approx(180), "its own turns count, as without a file"


def test_a_turn_that_is_too_far_away_is_refused_without_waiting(tmp_path: Path) -> None:
    clock = FakeClock()
    pace = Pace(tmp_path / "pace.json", 1, clock)
    pace.take("read")
    with pytest.raises(TurnTooLate) as raised:
        pace.take("read", 30)
    assert raised.value.seconds == pytest.approx(60)
    assert clock.waits == []


@pytest.mark.parametrize("back", [1.0, 59.0, 3600.0, 1e9])
def test_a_clock_set_back_holds_nobody_up_for_more_than_a_minute(tmp_path: Path, back: float) -> None:
    clock = FakeClock()
    pace = Pace(tmp_path / "pace.json", 5, clock)
    take(pace, 5)
    clock.wall -= back
    take(pace, 1)
    assert sum(clock.waits) <= 60 + 1e-6


def test_a_clock_set_forward_sets_free(tmp_path: Path) -> None:
    clock = FakeClock()
    pace = Pace(tmp_path / "pace.json", 1, clock)
    take(pace, 1)
    clock.wall += 3600
    take(pace, 1)
    assert clock.waits == []


def test_the_file_is_its_owners_alone_and_stays_small(tmp_path: Path) -> None:
    clock = FakeClock()
    file = tmp_path / "pace.json"
    take(Pace(file, 60, clock), 500)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size < 3000
    assert {path.name for path in tmp_path.iterdir()} <= {"pace.json", "pace.json.lock"}


@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.just(b"[" * 100_000),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text()),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["read", "write", "x"]), inner),
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_a_damaged_file_is_started_afresh(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("pace") / "pace.json"
    file.write_bytes(content)
    clock = FakeClock()
    take(Pace(file, 10, clock), 10)
    assert sum(clock.waits) <= 60 + 1e-6
    assert len(json.loads(file.read_text())["read"]) >= 1


def test_the_real_clock_tells_the_time() -> None:
    clock = Clock()
    assert abs(clock.now() - time.time()) < 60
    before = clock.monotonic()
    clock.sleep(0)
    assert clock.monotonic() >= before
