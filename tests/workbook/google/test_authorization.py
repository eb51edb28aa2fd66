"""Signing in: tokens are asked for in the job's own time, of nobody but the sign-in, and renewed when they run out."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import responses
from fake_clock import START, FakeClock
from google.auth.impersonated_credentials import Credentials as ImpersonatedCredentials
from google.oauth2.credentials import Credentials as PersonCredentials
from google.oauth2.service_account import Credentials as ServiceCredentials
from google_samples import LINK, SPREADSHEET_ID, load_sample, small_sheet, use_fake
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.cli import main
from crm_sheets.errors import ConfigurationError, CrmSheetsError, WorkbookDenied, WorkbookUnavailable
from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.pacing import Pace

ROBOT = "crm@fake-project.iam.gserviceaccount.com"
SHEETS, TOKENS = "https://sheets.googleapis.com/v4/spreadsheets", "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
ADD_TAB = b'{"requests":[{"addSheet":{"properties":{"title":"Profil"}}}]}'
GOOD = {"access_token": "ya29.good", "expires_in": 3599}


def for_token(request: RecordedRequest) -> bool:
    return request.kind == "token"


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even libraries do."""

    def sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} seconds by the real clock")

    monkeypatch.setattr(time, "sleep", sleep)


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as fake:
        small_sheet(fake, {"Pelanggan": [["Nama"], ["Budi"]]})
        yield fake


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every host that is asked over requests, those that do not answer included."""
    asked: list[str] = []
    send = requests.Session.send

    def recorded(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        asked.append(str(urlsplit(request.url).hostname))
        return send(self, request, **options)

    monkeypatch.setattr(requests.Session, "send", recorded)
    return asked


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Every thread that is started."""
    started: list[threading.Thread] = []
    start = threading.Thread.start

    def recorded(self: threading.Thread) -> None:
        started.append(self)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", recorded)
    return started


def robot(google: FakeGoogle, folder: Path) -> ServiceCredentials:
    file = google.service_account_file(folder, ROBOT)
    made: ServiceCredentials = ServiceCredentials.from_service_account_file(str(file), scopes=[SCOPE])  # type: ignore[no-untyped-call]
    return made


def person(**more: Any) -> PersonCredentials:
    """Somebody who has logged in, and has no token yet."""
    return PersonCredentials(  # type: ignore[no-untyped-call]
        None, refresh_token="refresh-SECRET", client_id="c", client_secret="client-SECRET", token_uri=TOKENS, **more
    )


def client_of(clock: Any, credentials: Any, **options: Any) -> SheetsClient:
    options = {"account": ROBOT, "chance": lambda: 0.5, "pace": Pace(None, 60, clock)} | options
    return SheetsClient(credentials, clock=clock, **options)


def kinds(google: FakeGoogle) -> list[tuple[str, int | None]]:
    return [(request.kind, request.status) for request in google.requests]


# --- who is asked ---


def test_a_night_asks_nobody_but_google_sheets_and_the_sign_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hosts: list[str], threads: list[threading.Thread]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crm.toml").write_text(f'workbook = "{LINK}"\nlanguage = "id"\n')
    with FakeGoogle() as google:
        load_sample(google)
        use_fake(monkeypatch, google)
        google.service_account_file(tmp_path).rename(tmp_path / "google-key.json")
        assert main(["run", "nightly", "--as-of", "2026-11-20"]) == 0
        assert {request.kind for request in google.requests} == {"token", "read", "write"}
        assert len(hosts) == len(google.requests)
    assert hosts.count("oauth2.googleapis.com") == 1
    assert set(hosts) == {"oauth2.googleapis.com", "sheets.googleapis.com"}
    assert threads == []


def test_each_request_carries_the_token(google: FakeGoogle, tmp_path: Path) -> None:
    client = client_of(google.clock, robot(google, tmp_path))
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    client.values(SPREADSHEET_ID, ["'Pelanggan'"])
    client.update(SPREADSHEET_ID, ADD_TAB)
    assert kinds(google) == [("token", 200), ("read", 200), ("read", 200), ("write", 200)]
    assert {request.user for request in google.sheet_requests} == {ROBOT}
    assert client.requests == 3, "those to Google Sheets count"


def test_without_credentials_nobody_is_signed_in(google: FakeGoogle) -> None:
    session = requests.Session()
    client = client_of(google.clock, None, session=session)
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    assert "Authorization" not in google.requests[0].headers
    assert client.session is session


def test_a_401_without_credentials_is_not_sent_again(web: responses.RequestsMock) -> None:
    web.add("GET", f"{SHEETS}/x", status=401)
    with pytest.raises(WorkbookDenied):
        client_of(FakeClock(), None).metadata("x", "a")
    assert len(web.calls) == 1


def test_a_password_in_netrc_takes_no_tokens_place(
    web: responses.RequestsMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("default login budi password SECRET\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    web.add("POST", TOKENS, json=GOOD)
    web.add("GET", f"{SHEETS}/x", json={})
    client_of(FakeClock(), person()).metadata("x", "a")
    sent = [call.request.headers.get("Authorization") for call in web.calls]
    assert sent == [None, "Bearer ya29.good"]


def test_a_quota_project_is_named_with_each_request(web: responses.RequestsMock) -> None:
    web.add("POST", TOKENS, json=GOOD)
    web.add("GET", f"{SHEETS}/x", json={})
    client_of(FakeClock(), person(quota_project_id="pays-for-it")).metadata("x", "a")
    assert web.calls[1].request.headers["x-goog-user-project"] == "pays-for-it"


def test_an_impersonated_account_works(
    web: responses.RequestsMock, hosts: list[str], threads: list[threading.Thread]
) -> None:
    sign_in = f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{ROBOT}:generateAccessToken"
    web.add("POST", TOKENS, json=GOOD)
    web.add("POST", sign_in, json={"accessToken": "ya29.robot", "expireTime": "2999-01-01T00:00:00Z"})
    web.add("GET", f"{SHEETS}/x", json={})
    credentials = ImpersonatedCredentials(person(), ROBOT, [SCOPE], quota_project_id="pays-for-it")  # type: ignore[no-untyped-call]
    client = client_of(FakeClock(), credentials)
    client.metadata("x", "a")
    client.metadata("x", "a")
    assert web.calls[-1].request.headers["Authorization"] == "Bearer ya29.robot"
    assert web.calls[-1].request.headers["x-goog-user-project"] == "pays-for-it"
    assert hosts == ["oauth2.googleapis.com", "iamcredentials.googleapis.com", *["sheets.googleapis.com"] * 2]
    assert threads == []


def test_the_sign_in_cannot_lead_elsewhere(web: responses.RequestsMock) -> None:
    web.add("POST", TOKENS, status=302, headers={"Location": "https://elsewhere.example/"})
    web.add("POST", "https://elsewhere.example/", json=GOOD)
    with pytest.raises(WorkbookUnavailable, match="login page"):
        client_of(FakeClock(), person()).metadata("x", "a")
    assert len(web.calls) == 1


# --- tokens that run out ---


def test_a_token_that_runs_out_in_the_middle_is_renewed_once(google: FakeGoogle, tmp_path: Path) -> None:
    client = client_of(google.clock, robot(google, tmp_path))
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    google.clock.advance(3600)
    client.update(SPREADSHEET_ID, ADD_TAB)
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    renewed = [("write", 401), ("token", 200), ("write", 200)]
    assert kinds(google) == [("token", 200), ("read", 200), *renewed, ("read", 200)]
    assert google.clock.slept == []


def test_a_token_about_to_run_out_is_renewed_before_it_does(google: FakeGoogle, tmp_path: Path) -> None:
    credentials = robot(google, tmp_path)
    client = client_of(google.clock, credentials)
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    credentials.expiry = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=60)
    client.update(SPREADSHEET_ID, ADD_TAB)
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    assert [kind for kind, _ in kinds(google)] == ["token", "read", "token", "write", "read"]


def test_a_sign_in_that_stays_without_effect_is_explained(web: responses.RequestsMock) -> None:
    web.add("POST", TOKENS, json=GOOD)
    web.add("POST", f"{SHEETS}/x:batchUpdate", status=401)
    with pytest.raises(WorkbookDenied, match=r"does not accept the sign-in of .* \(401\)"):
        client_of(FakeClock(), person()).update("x", ADD_TAB)
    assert [urlsplit(call.request.url).hostname[:6] for call in web.calls] == ["oauth2", "sheets"] * 2


def test_a_token_that_cannot_be_renewed_at_once_is_renewed_later(google: FakeGoogle, tmp_path: Path) -> None:
    client = client_of(google.clock, robot(google, tmp_path))
    client.metadata(SPREADSHEET_ID, "spreadsheetId")
    google.revoke_tokens()
    google.next(Fault.status(503), when=for_token)
    client.update(SPREADSHEET_ID, ADD_TAB)
    renewed = [("write", 401), ("token", 503), ("token", 200), ("write", 200)]
    assert kinds(google)[2:] == renewed


@pytest.mark.parametrize("moment", ["at the start", "in the middle"])
def test_a_key_that_is_no_longer_accepted_is_one_paragraph(google: FakeGoogle, tmp_path: Path, moment: str) -> None:
    client = client_of(google.clock, robot(google, tmp_path))
    if moment == "in the middle":
        client.metadata(SPREADSHEET_ID, "spreadsheetId")
        google.revoke_tokens()
    google.refuse_tokens("invalid_grant", "Invalid JWT Signature.")
    before = len(google.requests)
    with pytest.raises(WorkbookDenied) as raised:
        client.update(SPREADSHEET_ID, ADD_TAB)
    text = str(raised.value)
    assert "\n" not in text
    for words in (ROBOT, "Make a new key", "invalid_grant: Invalid JWT Signature."):
        assert words in text
    tokens = [kind for kind, _ in kinds(google)[before:]].count("token")
    assert (tokens, google.clock.slept) == (1, []), "what would only fail again is not repeated"


# --- a sign-in in trouble ---

FAULTS = {
    "503": Fault.status(503),
    "502": Fault.status(502),
    "500": Fault.status(500),
    "429": Fault.status(429),
    "408": Fault.status(408),
    "reset": Fault.drop_before(),
    "closed": Fault.drop_after(),
    "slow": Fault.hang_after(),
    "refused": Fault.refuse_connection(),
    "unreachable": Fault.connect_timeout(),
    "cut short": Fault.broken_answer(),
}
CALLS: dict[str, Callable[[SheetsClient], Any]] = {
    "read": lambda client: client.metadata(SPREADSHEET_ID, "spreadsheetId"),
    "write": lambda client: client.update(SPREADSHEET_ID, ADD_TAB),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_sign_in_in_trouble_is_asked_again_in_our_own_time(
    google: FakeGoogle, tmp_path: Path, fault: Fault, call: Callable[[SheetsClient], Any]
) -> None:
    google.next(fault, when=for_token)
    call(client_of(google.clock, robot(google, tmp_path)))
    assert [kind for kind, _ in kinds(google)][:2] == ["token", "token"]
    assert len(google.sheet_requests) == 1
    assert google.clock.slept == [0.5]


@pytest.mark.parametrize("word", ["internal_failure", "server_error", "temporarily_unavailable"])
@pytest.mark.parametrize("place", ["error", "error_description"])
def test_a_sign_in_that_says_it_is_in_trouble_is_asked_again(
    web: responses.RequestsMock, place: str, word: str
) -> None:
    clock = FakeClock()
    web.add("POST", TOKENS, json={"error": "x", place: word}, status=400)
    web.add("POST", TOKENS, json=GOOD)
    web.add("GET", f"{SHEETS}/x", json={})
    client_of(clock, person()).metadata("x", "a")
    assert clock.waits == [0.5]


def test_a_wait_that_the_sign_in_asks_for_is_kept(google: FakeGoogle, tmp_path: Path) -> None:
    google.next(Fault.status(429, retry_after=17), when=for_token)
    CALLS["write"](client_of(google.clock, robot(google, tmp_path)))
    assert google.clock.slept == [17]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_sign_in_that_stays_in_trouble_ends_with_the_budget(google: FakeGoogle, tmp_path: Path, fault: Fault) -> None:
    google.always(fault, when=for_token)
    client = client_of(google.clock, robot(google, tmp_path), seconds=60)
    with pytest.raises(WorkbookUnavailable) as raised:
        client.update(SPREADSHEET_ID, ADD_TAB)
    text = str(raised.value)
    assert "\n" not in text
    assert "Google's sign-in" in text
    assert "Nothing was written." in text
    assert google.sheet_requests == []
    assert 2 <= len(google.requests) <= 20
    assert google.clock.monotonic() <= 60


def test_the_sign_in_gets_no_more_time_than_is_left(google: FakeGoogle, tmp_path: Path) -> None:
    client = client_of(google.clock, robot(google, tmp_path), seconds=30)
    with client.budget():
        google.clock.advance(24)
        CALLS["read"](client)
    assert google.requests[0].timeout == (pytest.approx(6), pytest.approx(3.6))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>sign in to the network</html>",
        b"[]",
        b"7",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"access_token": "a", "expires_in": "soon"}',
        b'{"access_token": "a", "expires_in": 1e400}',
        b'{"access_token": "a", "expires_in": 99999999999999999}',
        b'{"access_token": "a\\r\\nb"}',
        b'{"access_token": null}',
        b'{"access_token": 7}',
        b'{"access_token": "\xe2\x80\xa8"}',
    ],
)
def test_an_answer_of_the_sign_in_that_cannot_be_read_is_none(web: responses.RequestsMock, body: bytes) -> None:
    web.add("POST", TOKENS, body=body)
    web.add("POST", TOKENS, json=GOOD)
    web.add("POST", f"{SHEETS}/x:batchUpdate", json={})
    client_of(FakeClock(), person()).update("x", ADD_TAB)
    assert web.calls[-1].request.headers["Authorization"] == "Bearer ya29.good"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["error", "error_description", "access_token", "expires_in", "scope"]), inner)
    ),
    max_leaves=10,
)


@given(
    status=st.sampled_from([200, 201, 204, 302, 400, 401, 403, 404, 429, 500, 503]),
    body=st.binary(max_size=30) | JSON.map(lambda value: json.dumps(value).encode()),
)
def test_whatever_the_sign_in_answers_nothing_else_breaks(status: int, body: bytes) -> None:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
        web.add("POST", TOKENS, body=body, status=status)
        web.add("POST", f"{SHEETS}/x:batchUpdate", status=403)
        with pytest.raises(CrmSheetsError) as raised:
            client_of(FakeClock(), person()).update("x", ADD_TAB)
    assert "\n" not in str(raised.value)
    assert "SECRET" not in str(raised.value)


def test_a_certificate_that_is_not_trusted_is_named_at_once(web: responses.RequestsMock, tmp_path: Path) -> None:
    web.add("POST", TOKENS, body=OSError("Could not find a suitable TLS CA certificate bundle, invalid path: x"))
    with pytest.raises(ConfigurationError, match="REQUESTS_CA_BUNDLE"):
        client_of(FakeClock(START), person()).update("x", ADD_TAB)
    assert len(web.calls) == 1


# --- who does not need it ---


def test_a_workbook_in_a_file_needs_nothing_of_googles(sample_copy: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from crm_sheets.cli import main; "
        "main(['run', 'nightly', '--workbook', sys.argv[1], '--as-of', '2026-11-20']); "
        "print([name for name in ('google.auth', 'gspread', 'google_auth_oauthlib') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(sample_copy)]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "[]"
