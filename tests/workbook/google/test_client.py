"""What the client makes of every answer, and of none: repeated, explained, or left to its caller to look."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import google.auth.credentials
import gspread
import pytest
import requests
import responses
from fake_clock import START, FakeClock
from google.auth.exceptions import MutualTLSChannelError, RefreshError
from hypothesis import given
from hypothesis import strategies as st
from urllib3 import exceptions as urllib3_errors

from crm_sheets.errors import (
    ConfigurationError,
    CrmSheetsError,
    WorkbookDenied,
    WorkbookError,
    WorkbookNotFound,
    WorkbookUnavailable,
    WorkbookUnreadable,
)
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.failures import AnswerLost, RequestRefused
from crm_sheets.workbook.google.pacing import Pace
from crm_sheets.workbook.google.refusals import LONGEST_MESSAGE

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789_-abcd"
BASE = "https://sheets.googleapis.com/v4/spreadsheets"
ROBOT = "crm@project-1.iam.gserviceaccount.com"
ANYTHING = re.compile(r"https://sheets\.googleapis\.com/.*")
BODY = b'{"requests":[]}'

READS: dict[str, Callable[[SheetsClient], Any]] = {
    "metadata": lambda client: client.metadata(ID, "spreadsheetId"),
    "values": lambda client: client.values(ID, ["'Customers'"]),
    "gspread": lambda client: client.fetch_sheet_metadata(ID),
}
REPEATED = READS | {"update_values": lambda client: client.update_values(ID, b'{"data":[]}')}
WRITES: dict[str, Callable[[SheetsClient], Any]] = {
    "update": lambda client: client.update(ID, BODY),
    "create": lambda client: client.create(b'{"properties":{}}'),
    "gspread": lambda client: client.batch_update(ID, {"requests": []}),
}
CALLS = {f"repeated {name}": call for name, call in REPEATED.items()} | {
    f"written {name}": call for name, call in WRITES.items()
}

NOT_PROCESSED = (429,)
MAY_BE_PROCESSED = (408, 409, 500, 502, 503, 504, 599)
FINAL = (300, 302, 307, 400, 401, 402, 403, 404, 405, 410, 412, 413, 414, 418, 431, 451)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def web() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def client_of(clock: FakeClock, account: str = ROBOT, **options: Any) -> SheetsClient:
    options = {"session": requests.Session(), "chance": lambda: 0.5, "pace": Pace(None, 60, clock)} | options
    return SheetsClient(clock=clock, account=account, **options)


def answers(web: responses.RequestsMock, *given: Any, **headers: str) -> None:
    """These one after the other: a status, an exception, or a body; the last one again and again.

    Reads and writes get them apart from one another.
    """
    for answer in given:
        status = answer if isinstance(answer, int) else 200
        body = (b"{}" if status == 200 else error_body(status)) if isinstance(answer, int) else answer
        for method in ("GET", "POST"):
            web.add(method, ANYTHING, body=body, status=status, headers=headers)


def error_body(status: int, message: str = "Something.", /, **more: Any) -> bytes:
    return json.dumps({"error": {"code": status, "message": message, **more}}).encode()


def refused_with(web: responses.RequestsMock, status: int, message: str, /, **more: Any) -> None:
    for method in ("GET", "POST"):
        web.add(method, ANYTHING, body=error_body(status, message, **more), status=status)


def connection_error(inner: Exception) -> requests.ConnectionError:
    """As requests wraps what urllib3 raises while it connects."""
    return requests.ConnectionError(urllib3_errors.MaxRetryError(None, "/v4/spreadsheets/407", inner))  # type: ignore[arg-type]


def stopped(call: Callable[[SheetsClient], Any], client: SheetsClient) -> str:
    with pytest.raises(CrmSheetsError) as raised:
        call(client)
    text = str(raised.value)
    assert "\n" not in text
    assert 40 <= len(text) <= 1200, text
    return text


# --- what is sent ---


def test_metadata_asks_for_the_fields(clock: FakeClock, web: Any) -> None:
    answers(web, b'{"spreadsheetId":"x"}')
    assert client_of(clock).metadata(ID, "spreadsheetId,sheets(properties)") == {"spreadsheetId": "x"}
    request = web.calls[0].request
    assert request.url.startswith(f"{BASE}/{ID}?")
    assert request.params == {"fields": "spreadsheetId,sheets(properties)", "prettyPrint": "false"}


def test_values_are_asked_for_by_columns_and_given_as_they_came(clock: FakeClock, web: Any) -> None:
    body = b' {"valueRanges": [{"values": [["A", 1.5]]}]}\n'
    answers(web, body)
    assert client_of(clock).values(ID, ["'Kotak keluar'", "'It''s'"]) == body
    request = web.calls[0].request
    assert request.url.startswith(f"{BASE}/{ID}/values:batchGet?")
    assert request.params == {
        "ranges": ["'Kotak keluar'", "'It''s'"],
        "majorDimension": "COLUMNS",
        "valueRenderOption": "UNFORMATTED_VALUE",
        "dateTimeRenderOption": "SERIAL_NUMBER",
        "prettyPrint": "false",
    }


def test_an_update_is_sent_as_it_is(clock: FakeClock, web: Any) -> None:
    answers(web, b'{"replies":[{}]}')
    assert client_of(clock).update(ID, BODY, "replies,updatedSpreadsheet") == {"replies": [{}]}
    request = web.calls[0].request
    assert (request.method, request.body) == ("POST", BODY)
    assert request.url.startswith(f"{BASE}/{ID}:batchUpdate?")
    assert request.headers["Content-Type"] == "application/json"
    assert "gzip" in request.headers["User-Agent"]
    assert request.params == {"fields": "replies,updatedSpreadsheet", "prettyPrint": "false"}


def test_the_other_writes_go_where_they_belong(clock: FakeClock, web: Any) -> None:
    answers(web, b'{"spreadsheetId":"new"}')
    client = client_of(clock)
    client.update_values(ID, b'{"data":[]}')
    assert client.create(b'{"properties":{}}')["spreadsheetId"] == "new"
    urls = [call.request.url.partition("?")[0] for call in web.calls]
    assert urls == [f"{BASE}/{ID}/values:batchUpdateByDataFilter", BASE]


def test_an_id_cannot_lead_elsewhere(clock: FakeClock, web: Any) -> None:
    answers(web, 200)
    client_of(clock).metadata("../x?alt=media#", "a")
    assert web.calls[0].request.url.startswith(f"{BASE}/..%2Fx%3Falt%3Dmedia%23?")


def test_requests_and_bytes_are_counted(clock: FakeClock, web: Any) -> None:
    web.add("GET", ANYTHING, body=error_body(503), status=503)
    answers(web, b'{"replies":[]}')
    client = client_of(clock)
    client.metadata(ID, "a")
    client.update(ID, BODY)
    assert client.requests == 3
    assert client.sent_bytes == len(BODY)
    assert client.received_bytes == len(error_body(503)) + 2 * len(b'{"replies":[]}')


def test_gspread_works_with_it(clock: FakeClock, web: Any) -> None:
    sheet = {"properties": {"sheetId": 0, "title": "Tab", "gridProperties": {}}}
    answers(web, 503, json.dumps({"spreadsheetId": ID, "properties": {"title": "Book"}, "sheets": [sheet]}).encode())

    class Ready(SheetsClient):
        def __init__(self, auth: Any = None, session: Any = None) -> None:
            super().__init__(auth, session=session, pace=Pace(None, 60, clock), clock=clock)

    book = gspread.Client(auth=None, session=requests.Session(), http_client=Ready).open_by_key(ID)  # type: ignore[arg-type]
    assert [tab.title for tab in book.worksheets()] == ["Tab"]


# --- every status ---


@pytest.mark.parametrize("call", REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("status", NOT_PROCESSED + MAY_BE_PROCESSED)
def test_what_is_harmless_is_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], status: int
) -> None:
    answers(web, status, status, 200)
    call(client_of(clock))
    assert len(web.calls) == 3
    assert clock.waits == [0.5, 1.0]


@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("status", NOT_PROCESSED)
def test_a_write_that_was_not_processed_is_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], status: int
) -> None:
    answers(web, status, status, 200)
    call(client_of(clock))
    assert len(web.calls) == 3


@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("status", MAY_BE_PROCESSED)
def test_a_write_that_may_be_processed_is_not_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], status: int
) -> None:
    answers(web, status, 200)
    with pytest.raises(AnswerLost, match=str(status)):
        call(client_of(clock))
    assert len(web.calls) == 1
    assert clock.waits == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("status", FINAL)
def test_every_other_answer_ends_it_at_once(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], status: int
) -> None:
    answers(web, status)
    with pytest.raises((CrmSheetsError, RequestRefused)) as raised:
        call(client_of(clock))
    assert isinstance(raised.value, RequestRefused) == (status == 400)
    assert len(web.calls) == 1
    assert clock.waits == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_403_for_too_many_requests_is_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any]
) -> None:
    bodies = [
        {"status": "RESOURCE_EXHAUSTED"},
        {"errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}]},
        {"details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED"}]},
    ]
    for body in bodies:
        refused_with(web, 403, "Slow down.", **body)
    answers(web, 200)
    call(client_of(clock))
    assert len(web.calls) == 4


# --- waiting ---


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.999999])
@pytest.mark.parametrize("seconds", [10.0, 300.0, 3600.0])
def test_a_permanent_503_ends_within_the_budget_after_few_requests(
    clock: FakeClock, web: Any, chance: float, seconds: float
) -> None:
    answers(web, 503)
    client = client_of(clock, seconds=seconds, chance=lambda: chance)
    text = stopped(READS["metadata"], client)
    spent = clock.monotonic() - FakeClock().monotonic()
    print(f"a permanent 503, budget {seconds:.0f} s, chance {chance}: {client.requests} requests in {spent:.0f} s")
    assert spent <= seconds
    assert 3 <= client.requests <= 20
    assert "503" in text
    assert "Nothing was written" in text
    assert "Try again later" in text


def test_waits_grow_and_are_left_to_chance(clock: FakeClock, web: Any) -> None:
    answers(web, 503)
    stopped(READS["metadata"], client_of(clock, chance=lambda: 1.0))
    assert clock.waits[:6] == [1, 2, 4, 8, 16, 32]
    assert max(clock.waits) <= 60


def test_the_exit_code_says_that_the_service_does_not_answer(clock: FakeClock, web: Any) -> None:
    answers(web, 500)
    with pytest.raises(WorkbookUnavailable) as raised:
        client_of(clock).values(ID, [])
    assert raised.value.exit_code == 6


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("asked", ["37", formatdate(START + 37, usegmt=True)])
def test_retry_after_is_obeyed_exactly(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], asked: str
) -> None:
    answers(web, 429, **{"Retry-After": asked})
    answers(web, 200)
    call(client_of(clock))
    assert clock.waits == [37]


@pytest.mark.parametrize("asked", ["soon", "-5", "0", "nan", "inf", "1e400", formatdate(START - 60), "Fri, 99 Foo"])
def test_a_retry_after_that_says_nothing_is_not_waited_for(clock: FakeClock, web: Any, asked: str) -> None:
    answers(web, 503, **{"Retry-After": asked})
    answers(web, 200)
    client_of(clock).metadata(ID, "a")
    assert clock.waits == [0.5]


@pytest.mark.parametrize("asked", ["301", "86400", "99999999999999", formatdate(START + 400, usegmt=True)])
def test_a_retry_after_beyond_the_budget_ends_it_at_once(clock: FakeClock, web: Any, asked: str) -> None:
    answers(web, 429, **{"Retry-After": asked})
    text = stopped(WRITES["update"], client_of(clock))
    assert clock.waits == []
    assert len(web.calls) == 1
    assert re.search(r"Try again after \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", text)
    if asked == "301":
        assert "after 2026-11-20 00:05:01 UTC" in text


def test_requests_inside_share_one_budget(clock: FakeClock, web: Any) -> None:
    answers(web, 200, 200, 503)
    client = client_of(clock, seconds=100)
    with client.budget():
        client.metadata(ID, "a")
        clock.pass_by(60)
        client.metadata(ID, "a")
        with client.budget():
            stopped(READS["metadata"], client)
    assert clock.monotonic() - FakeClock().monotonic() <= 100


def test_each_request_outside_has_a_budget_of_its_own(clock: FakeClock, web: Any) -> None:
    answers(web, 200)
    client = client_of(clock, seconds=10)
    for _ in range(5):
        client.metadata(ID, "a")
        clock.pass_by(9)


def test_a_used_up_budget_asks_nothing(clock: FakeClock, web: Any) -> None:
    answers(web, 200)
    client = client_of(clock, seconds=10)
    with client.budget():
        clock.pass_by(11)
        assert "no time was left" in stopped(READS["values"], client)
    assert len(web.calls) == 0


def test_timeouts_end_with_the_budget(clock: FakeClock, web: Any) -> None:
    answers(web, 200)
    client = client_of(clock, seconds=300)
    with client.budget():
        for _ in range(3):
            client.metadata(ID, "a")
            clock.pass_by(147)
    assert [call.request.req_kwargs["timeout"] for call in web.calls] == [
        (10, pytest.approx(180)),
        (10, pytest.approx(153 * 0.6)),
        (6, pytest.approx(6 * 0.6)),
    ]


def test_a_lost_answer_makes_the_next_request_wait(clock: FakeClock, web: Any) -> None:
    web.add("POST", ANYTHING, status=503, headers={"Retry-After": "20"})
    answers(web, 200)
    client = client_of(clock)
    with client.budget():
        with pytest.raises(AnswerLost):
            client.update(ID, BODY)
        assert clock.waits == []
        client.metadata(ID, "a")
    assert clock.waits == [20]


def test_backing_off_after_a_lost_answer_is_that_wait_and_not_another(clock: FakeClock, web: Any) -> None:
    web.add("POST", ANYTHING, status=503, headers={"Retry-After": "20"})
    answers(web, 200)
    client = client_of(clock)
    with client.budget():
        with pytest.raises(AnswerLost):
            client.update(ID, BODY)
        client.back_off(1)
        client.metadata(ID, "a")
    assert clock.waits == [20]


def test_looking_and_writing_again_and_again_ends_too(clock: FakeClock, web: Any) -> None:
    """Writes fail, the looks between them do not: they do not make the waits short again."""
    web.add("POST", ANYTHING, status=503)
    web.add("GET", ANYTHING, body=b"{}")
    client = client_of(clock)
    with client.budget(), pytest.raises(WorkbookUnavailable) as raised:
        while True:
            with pytest.raises(AnswerLost):
                client.update(ID, BODY)
            client.metadata(ID, "a")
    print(f"a permanent 503 for writes: {client.requests} requests")
    assert client.requests <= 40
    assert clock.monotonic() - FakeClock().monotonic() <= 300
    assert "Nothing was written" not in str(raised.value), "a write was sent before: nobody knows"


def test_every_try_takes_a_turn(clock: FakeClock, web: Any) -> None:
    answers(web, 503, 503, 200)
    client = client_of(clock, pace=Pace(None, 2, clock), chance=lambda: 0.0)
    client.metadata(ID, "a")
    assert sum(clock.waits) == pytest.approx(60)


def test_a_turn_that_comes_after_the_budget_is_not_waited_for(clock: FakeClock, web: Any) -> None:
    answers(web, 200)
    client = client_of(clock, pace=Pace(None, 1, clock), seconds=30)
    client.metadata(ID, "a")
    assert "requests_per_minute" in stopped(READS["metadata"], client)
    client.update(ID, BODY)


# --- no answer ---

NOTHING_SENT = {
    "refused": connection_error(urllib3_errors.NewConnectionError(None, "refused")),  # type: ignore[arg-type]
    "refused plainly": requests.ConnectionError(ConnectionRefusedError(111, "refused")),
    "no such name": connection_error(urllib3_errors.NameResolutionError("x", None, socket.gaierror(-2, "no"))),  # type: ignore[arg-type]
    "no such name plainly": socket.gaierror(-3, "Temporary failure in name resolution"),
    "connect timeout": requests.ConnectTimeout(),
    "connect timeout inside": connection_error(urllib3_errors.ConnectTimeoutError()),
    "proxy is down": requests.exceptions.ProxyError(urllib3_errors.ProxyError("down", OSError("refused"))),
}
MAY_BE_SENT = {
    "read timeout": requests.ReadTimeout(),
    "reset": requests.ConnectionError(urllib3_errors.ProtocolError("aborted", ConnectionResetError(104, "reset"))),
    "reset plainly": ConnectionResetError(104, "reset"),
    "closed without answer": requests.ConnectionError("Remote end closed connection without response"),
    "cut short": requests.exceptions.ChunkedEncodingError(urllib3_errors.IncompleteRead(1, 2)),
    "broken gzip": requests.exceptions.ContentDecodingError("not gzip"),
    "TLS broke off": requests.exceptions.SSLError(ssl.SSLError(1, "bad record mac")),
    "timeout plainly": TimeoutError(),
}
UNREADABLE: dict[str, bytes] = {
    "empty": b"",
    "a login page": b"<html><body>Sign in to the airport</body></html>",
    "cut short": b'{"replies":[{"addSheet"',
    "a list": b"[{}]",
    "not text": b"\xff\xfe{}",
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("error", NOTHING_SENT.values(), ids=NOTHING_SENT)
def test_what_was_not_sent_is_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], error: Exception
) -> None:
    answers(web, error, 200)
    call(client_of(clock))
    assert len(web.calls) == 2


@pytest.mark.parametrize("call", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("error", MAY_BE_SENT.values(), ids=MAY_BE_SENT)
def test_a_write_that_may_have_arrived_is_not_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], error: Exception
) -> None:
    answers(web, error, 200)
    with pytest.raises(AnswerLost):
        call(client_of(clock))
    assert len(web.calls) == 1


@pytest.mark.parametrize("call", REPEATED.values(), ids=REPEATED)
@pytest.mark.parametrize("error", MAY_BE_SENT.values(), ids=MAY_BE_SENT)
def test_a_read_without_answer_is_repeated(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], error: Exception
) -> None:
    answers(web, error, 200)
    call(client_of(clock))
    assert len(web.calls) == 2


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_an_answer_that_cannot_be_read_is_none(clock: FakeClock, web: Any, body: bytes) -> None:
    answers(web, body, 200)
    client = client_of(clock)
    client.values(ID, [])
    with pytest.raises(AnswerLost):
        client.update(ID, BODY)
    assert len(web.calls) == 3


@pytest.mark.parametrize("error", NOTHING_SENT.values(), ids=NOTHING_SENT)
def test_no_network_is_said_when_the_budget_is_over(clock: FakeClock, web: Any, error: Exception) -> None:
    answers(web, error)
    text = stopped(READS["metadata"], client_of(clock))
    assert "Google" in text
    assert "Try again later" in text


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (connection_error(urllib3_errors.SSLError(ssl.SSLCertVerificationError(1, "expired"))), "REQUESTS_CA_BUNDLE"),
        (requests.exceptions.InvalidProxyURL("nonsense"), "HTTPS_PROXY"),
        (OSError("Could not find a suitable TLS CA certificate bundle, invalid path: x"), "REQUESTS_CA_BUNDLE"),
        (
            requests.exceptions.ProxyError(
                urllib3_errors.ProxyError("x", OSError("Tunnel connection failed: 407 Proxy Authentication Required"))
            ),
            "NAME:PASSWORD",
        ),
        (
            requests.exceptions.ProxyError(
                urllib3_errors.ProxyError("x", OSError("Tunnel connection failed: 403 Forbidden"))
            ),
            "sheets.googleapis.com",
        ),
    ],
)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_machine_that_is_set_up_wrong_is_told_so_at_once(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], error: Exception, remedy: str
) -> None:
    answers(web, error)
    with pytest.raises(ConfigurationError, match=remedy):
        call(client_of(clock))
    assert len(web.calls) == 1


def test_a_server_without_tls_is_not_asked_again(clock: FakeClock, web: Any) -> None:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    answers(web, requests.exceptions.SSLError(urllib3_errors.MaxRetryError(None, "/", urllib3_errors.SSLError(error))))  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="TLS"):
        client_of(clock).update(ID, BODY)


# --- explanations ---


def test_not_shared_says_with_which_address_to_share(clock: FakeClock, web: Any) -> None:
    refused_with(web, 403, "The caller does not have permission", status="PERMISSION_DENIED")
    with pytest.raises(WorkbookDenied) as raised:
        client_of(clock).metadata(ID, "a")
    for words in (f"not shared with {ROBOT}", f"paste {ROBOT}", "Editor", ID, "no space of its own", "403)"):
        assert words in str(raised.value)


def test_not_shared_with_a_person_says_nothing_of_service_accounts(clock: FakeClock, web: Any) -> None:
    refused_with(web, 403, "The caller does not have permission")
    text = stopped(READS["values"], client_of(clock, account=""))
    assert "the account that crm-sheets acts as" in text
    assert "service account" not in text


def test_a_viewer_is_told_that_writing_needs_an_editor(clock: FakeClock, web: Any) -> None:
    refused_with(web, 403, "The caller does not have permission")
    for call in (WRITES["update"], REPEATED["update_values"], WRITES["gspread"]):
        text = stopped(call, client_of(clock))
        assert "for reading only" in text
        assert f"paste {ROBOT}, choose Editor" in text


def test_a_service_account_that_makes_a_spreadsheet_is_told_that_a_person_does(clock: FakeClock, web: Any) -> None:
    refused_with(web, 403, "The caller does not have permission")
    assert "a person makes the spreadsheet" in stopped(WRITES["create"], client_of(clock))


@pytest.mark.parametrize("status", [400, 403])
def test_protected_cells_are_named(clock: FakeClock, web: Any, status: int) -> None:
    message = "Invalid requests[2].updateCells: You are trying to edit a protected cell or object. Please contact ..."
    refused_with(web, status, message)
    text = stopped(WRITES["update"], client_of(clock))
    assert "Protect sheets and ranges" in text
    assert "requests[2]" in text


def disabled(link: str) -> dict[str, Any]:
    return {
        "status": "PERMISSION_DENIED",
        "errors": [{"domain": "usageLimits", "reason": "accessNotConfigured"}],
        "details": [
            {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"description": "x", "url": link}]},
            {"reason": "SERVICE_DISABLED", "metadata": {"service": "sheets.googleapis.com"}},
        ],
    }


def test_an_api_that_is_switched_off_is_named_with_the_page_that_switches_it_on(clock: FakeClock, web: Any) -> None:
    link = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=42"
    refused_with(web, 403, "Google Sheets API has not been used in project 42 before.", **disabled(link))
    with pytest.raises(ConfigurationError) as raised:
        client_of(clock).metadata(ID, "a")
    assert f"Open {link} , press Enable" in str(raised.value)
    assert len(web.calls) == 1, "usageLimits or not, it is no rate limit"


@pytest.mark.parametrize(
    "link",
    [
        "http://console.developers.google.com/x",
        "https://evil.example/console.",
        "https://console.evil.example/",
        "https://console.google.com.evil.example/",
        "https://console.x@evil.example/.google.com",
        "https://console.google.com/\x1b[31m",
        "https://console.[google.com/",
        7,
    ],
)
def test_only_pages_of_googles_console_are_shown(clock: FakeClock, web: Any, link: Any) -> None:
    refused_with(web, 403, "switched off", **disabled(link))
    text = stopped(READS["metadata"], client_of(clock))
    assert "https://console.cloud.google.com/apis/library/sheets.googleapis.com" in text
    assert str(link) not in text.replace("https://console.cloud.google.com", "")


def test_missing_scopes_are_named(clock: FakeClock, web: Any) -> None:
    refused_with(web, 403, "Request had insufficient authentication scopes.", status="PERMISSION_DENIED")
    with pytest.raises(ConfigurationError, match="crm-sheets login"):
        client_of(clock, account="").metadata(ID, "a")


def test_a_missing_spreadsheet_is_named(clock: FakeClock, web: Any) -> None:
    refused_with(web, 404, "Requested entity was not found.")
    with pytest.raises(WorkbookNotFound, match=ID):
        client_of(clock).metadata(ID, "a")


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_excel_file_in_drive_is_told_apart(clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any]) -> None:
    refused_with(web, 400, "This operation is not supported for this document", status="FAILED_PRECONDITION")
    with pytest.raises(WorkbookUnreadable, match="Save as Google Sheets"):
        call(client_of(clock))


def test_a_full_workbook_is_told_apart(clock: FakeClock, web: Any) -> None:
    message = "Invalid requests[0].addSheet: This action would increase the number of cells in the workbook above the"
    refused_with(web, 400, f"{message} limit of 10000000 cells.")
    with pytest.raises(WorkbookError, match="10 million"):
        client_of(clock).update(ID, BODY)


@pytest.mark.parametrize(
    ("status", "remedy"), [(413, "longest cells"), (414, "Shorten the titles of the tabs"), (431, "Shorten the titles")]
)
def test_a_request_that_is_too_large_says_what_to_make_smaller(
    clock: FakeClock, web: Any, status: int, remedy: str
) -> None:
    web.add("GET", ANYTHING, body="<html>Too Large</html>", status=status)
    with pytest.raises(WorkbookError, match=remedy) as raised:
        client_of(clock).values(ID, ["'Kotak keluar'"])
    assert "HTTPS_PROXY" in str(raised.value)


def test_a_refused_request_carries_googles_message(clock: FakeClock, web: Any) -> None:
    refused_with(web, 400, "Unable to parse range: 'Gone'")
    for call in (READS["values"], WRITES["update"]):
        with pytest.raises(RequestRefused, match=r"^Unable to parse range: 'Gone'$"):
            call(client_of(clock))


@pytest.mark.parametrize(
    ("account", "remedy"), [(ROBOT, "Make a new key"), ("", "crm-sheets login"), ("budi@example.com", "login")]
)
def test_a_sign_in_that_is_not_accepted_says_how_to_renew_it(
    clock: FakeClock, web: Any, account: str, remedy: str
) -> None:
    refused_with(web, 401, "Request had invalid authentication credentials.", status="UNAUTHENTICATED")
    with pytest.raises(WorkbookDenied, match=remedy):
        client_of(clock, account=account).metadata(ID, "a")


class Credentials(google.auth.credentials.Credentials):
    """Credentials that cannot be renewed."""

    def __init__(self, *arguments: Any, error: type[Exception] = RefreshError) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.error = error(*arguments)

    def refresh(self, request: Any) -> None:
        raise self.error


def sign_in_error(error: str, description: str) -> Credentials:
    return Credentials(f"{error}: {description}", {"error": error, "error_description": description})


@pytest.mark.parametrize(
    ("credentials", "account", "kind", "words"),
    [
        (sign_in_error("invalid_grant", "Invalid JWT Signature."), ROBOT, WorkbookDenied, "Make a new key"),
        (sign_in_error("invalid_grant", "Invalid grant: account not found"), ROBOT, WorkbookDenied, "account itself"),
        (sign_in_error("invalid_grant", "Token has been expired or revoked."), "", WorkbookDenied, "after 7 days"),
        (
            sign_in_error("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes) and in ..."),
            ROBOT,
            ConfigurationError,
            "clock is wrong",
        ),
        (sign_in_error("deleted_client", "The OAuth client was deleted."), "", WorkbookDenied, "OAuth client"),
        (Credentials("<html>ya29.secret</html>"), "", WorkbookDenied, "crm-sheets login"),
        (Credentials("{}", {}), ROBOT, WorkbookDenied, "key"),
        (Credentials("no certificate", error=MutualTLSChannelError), ROBOT, ConfigurationError, "crm.toml"),
    ],
)
def test_a_sign_in_that_cannot_be_renewed_is_explained(
    clock: FakeClock, web: Any, credentials: Credentials, account: str, kind: type[CrmSheetsError], words: str
) -> None:
    client = SheetsClient(credentials, pace=Pace(None, 60, clock), clock=clock, account=account)
    for call in (READS["metadata"], WRITES["update"]):
        with pytest.raises(kind) as raised:
            call(client)
        assert words in str(raised.value)
        assert "secret" not in str(raised.value)
    assert clock.waits == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("status", [400, 403, 404, 409, 418, 429, 500, 503])
def test_no_body_and_no_secret_gets_into_a_message(
    clock: FakeClock, web: Any, call: Callable[[SheetsClient], Any], status: int
) -> None:
    body = json.dumps(
        {
            "error": {
                "code": status,
                "message": "Bad \x1b[31mtoken ya29.SECRETSECRET\nin \u202erequest " + "x" * 5000,
                "details": [{"SECRET": "Budi Santoso"}],
            },
            "SECRET": "Siti",
        }
    )
    for method in ("GET", "POST"):
        web.add(method, ANYTHING, body=body, status=status)
    with pytest.raises((CrmSheetsError, RequestRefused, AnswerLost)) as raised:
        call(client_of(clock))
    text = str(raised.value)
    assert not re.search("SECRET|Budi|Siti|\x1b|\u202e|\n", text)
    assert text.count("x") < LONGEST_MESSAGE + 20
    assert "Budi" not in repr(raised.value.__cause__)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["error", "message", "status", "details", "reason", "links", "url"]), inner)
    ),
    max_leaves=30,
)


@given(
    status=st.sampled_from([300, 400, 401, 403, 404, 413, 418, 429, 500, 503]),
    body=st.one_of(st.binary(max_size=50), JSON.map(lambda value: json.dumps({"error": value}).encode())),
    name=st.sampled_from(sorted(CALLS)),
)
def test_whatever_google_answers_is_understood(status: int, body: bytes, name: str) -> None:
    clock = FakeClock()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
        for method in ("GET", "POST"):
            web.add(method, ANYTHING, body=body, status=status)
        with pytest.raises((CrmSheetsError, RequestRefused, AnswerLost)):
            CALLS[name](client_of(clock))


def test_a_bomb_of_brackets_is_only_an_answer_that_cannot_be_read(clock: FakeClock, web: Any) -> None:
    answers(web, b'{"a":' * 100_000, 200)
    assert client_of(clock).metadata(ID, "a") == {}
