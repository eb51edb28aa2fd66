"""What goes wrong on the way looks to the caller as it does in life, and was applied or not, as the fault says."""

from __future__ import annotations

import pytest
import requests
from urllib3.exceptions import NewConnectionError

from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.testing.spreadsheet import FakeSpreadsheet

BOOK = "https://sheets.googleapis.com/v4/spreadsheets/BOOK"


def titles(spreadsheet: FakeSpreadsheet) -> list[str]:
    return [sheet["properties"]["title"] for sheet in spreadsheet.metadata()["sheets"]]


def add_tab(title: str = "New") -> requests.Response:
    body = {"requests": [{"addSheet": {"properties": {"title": title}}}]}
    return requests.post(f"{BOOK}:batchUpdate", json=body, timeout=(3, 30))


def read() -> requests.Response:
    return requests.get(BOOK, timeout=(3, 30))


@pytest.mark.parametrize(
    ("fault", "error", "applied"),
    [
        (Fault.drop_before(), requests.exceptions.ConnectionError, False),
        (Fault.drop_after(), requests.exceptions.ConnectionError, True),
        (Fault.hang_before(), requests.exceptions.ReadTimeout, False),
        (Fault.hang_after(), requests.exceptions.ReadTimeout, True),
        (Fault.broken_answer(noticed=True), requests.exceptions.ChunkedEncodingError, True),
        (Fault.refuse_connection(), requests.exceptions.ConnectionError, False),
        (Fault.connect_timeout(), requests.exceptions.ConnectTimeout, False),
        (Fault.drop_now_apply_later(), requests.exceptions.ConnectionError, False),
    ],
)
def test_an_answer_that_does_not_come(fault: Fault, error: type[Exception], applied: bool) -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.next(fault)
        with pytest.raises(error) as raised:
            add_tab()
        assert type(raised.value) is error
        assert ("New" in titles(spreadsheet)) is applied
        assert (google.requests[0].status, google.requests[0].received) == (None, 0)
        assert read().status_code == 200


def test_a_refused_connection_shows_that_nothing_was_sent() -> None:
    with FakeGoogle() as google:
        google.next(Fault.refuse_connection())
        with pytest.raises(requests.exceptions.ConnectionError) as raised:
            read()
    assert isinstance(raised.value.args[0].reason, NewConnectionError)


@pytest.mark.parametrize(("fault", "seconds"), [(Fault.hang_before(), 30), (Fault.connect_timeout(), 3)])
def test_waiting_in_vain_takes_as_long_as_the_caller_allows(fault: Fault, seconds: float) -> None:
    with FakeGoogle() as google:
        google.next(fault)
        with pytest.raises(requests.exceptions.Timeout):
            read()
    assert google.clock.monotonic() == seconds


def test_who_sets_no_timeout_would_wait_for_ever() -> None:
    with FakeGoogle() as google:
        google.next(Fault.hang_after())
        with pytest.raises(AssertionError, match="no timeout"):
            requests.get(BOOK)  # noqa: S113


@pytest.mark.parametrize(
    ("fault", "status", "name", "applied"),
    [
        (Fault.status(503), 503, "UNAVAILABLE", False),
        (Fault.status(500), 500, "INTERNAL", False),
        (Fault.status(429, retry_after=7), 429, "RESOURCE_EXHAUSTED", False),
        (Fault.api_not_enabled(), 403, "PERMISSION_DENIED", False),
        (Fault.error_after(503), 503, "UNAVAILABLE", True),
    ],
)
def test_an_error_of_googles(fault: Fault, status: int, name: str, applied: bool) -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.next(fault)
        answer = add_tab()
        assert ("New" in titles(spreadsheet)) is applied
    assert (answer.status_code, answer.json()["error"]["status"]) == (status, name)
    assert answer.headers.get("Retry-After") == fault.retry_after


def test_a_server_in_between_answers_with_a_page() -> None:
    with FakeGoogle() as google:
        google.next(Fault.status(502))
        answer = read()
    assert answer.status_code == 502
    assert answer.headers["Content-Type"].startswith("text/html")


def test_half_an_answer_is_no_json() -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.next(Fault.broken_answer())
        answer = add_tab()
        assert "New" in titles(spreadsheet)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"line 1 column"):
        answer.json()


def test_faults_come_in_order_and_only_where_they_are_meant() -> None:
    def writes(request: RecordedRequest) -> bool:
        return request.kind == "write"

    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        google.next(Fault.status(500), when=writes)
        google.next(Fault.status(503))
        google.next(Fault.status(504))
        assert [read().status_code, add_tab("A").status_code, read().status_code] == [503, 500, 504]
        assert google.faults_waiting == 0
        assert [add_tab("A").status_code, read().status_code] == [200, 200]


def test_what_always_goes_wrong_goes_wrong_until_it_is_cleared() -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        google.always(Fault.status(503))
        google.next(Fault.status(500))
        assert [read().status_code for _ in range(3)] == [500, 503, 503]
        google.clear_faults()
        assert read().status_code == 200


@pytest.mark.parametrize("later", [1, 2, 3])
def test_a_write_can_arrive_just_before_a_later_request(later: int) -> None:
    seen = []
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.next(Fault.drop_now_apply_later(later))
        with pytest.raises(requests.exceptions.ConnectionError):
            add_tab()
        for _ in range(3):
            answer = read().json()
            seen.append("New" in [sheet["properties"]["title"] for sheet in answer["sheets"]])
        assert titles(spreadsheet).count("New") == 1
    assert seen == [number >= later for number in (1, 2, 3)]


def test_a_late_write_that_has_become_impossible_is_lost() -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.next(Fault.drop_now_apply_later(2))
        with pytest.raises(requests.exceptions.ConnectionError):
            add_tab()
        assert add_tab().status_code == 200
        assert read().status_code == 200
        assert titles(spreadsheet).count("New") == 1


def test_late_writes_can_be_made_at_once() -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.next(Fault.drop_now_apply_later(9))
        with pytest.raises(requests.exceptions.ConnectionError):
            add_tab()
        assert "New" not in titles(spreadsheet)
        google.settle()
        assert "New" in titles(spreadsheet)


def test_later_counts_from_one() -> None:
    with pytest.raises(ValueError, match="counts from 1"):
        Fault.drop_now_apply_later(0)
