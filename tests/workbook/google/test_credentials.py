"""As whom we ask: key and token files that are right, and every way in which they can be wrong."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import google.auth
import pytest
import responses
from fake_clock import FakeClock
from google.auth.exceptions import DefaultCredentialsError
from google.auth.transport.requests import Request

from crm_sheets.errors import ConfigurationError, WorkbookDenied
from crm_sheets.private_files import write_private
from crm_sheets.settings import GoogleSettings
from crm_sheets.testing.google.keys import client_file, person_file, service_account_file
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.credentials import Account, open_account
from crm_sheets.workbook.google.pacing import Pace

ROBOT = "crm@project-1.iam.gserviceaccount.com"
TOKENS = "https://oauth2.googleapis.com/token"
WRITE = "https://www.googleapis.com/auth/spreadsheets"
READ = WRITE + ".readonly"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The key of a service account, in its usual place."""
    return service_account_file(tmp_path, ROBOT).rename(tmp_path / "google-key.json")


@pytest.fixture
def token(tmp_path: Path) -> Path:
    """The token of a person, in its usual place."""
    return person_file(tmp_path, "refresh-SECRET").rename(tmp_path / "google-token.json")


def settings_in(home: Path, **given: Any) -> GoogleSettings:
    places = {"key": home / "google-key.json", "token": home / "google-token.json"}
    return GoogleSettings(**(places | given))


def service(home: Path, *, writes: bool = True, **given: Any) -> Account:
    return open_account(settings_in(home, **given), writes=writes)


def person(home: Path, *, writes: bool = True) -> Account:
    return open_account(settings_in(home, account="person"), writes=writes)


def refusal(home: Path, account: str = "service") -> str:
    with pytest.raises(ConfigurationError) as raised:
        open_account(settings_in(home, account=account), writes=True)
    text = str(raised.value)
    assert "\n" not in text
    assert str(home) in text
    assert "SECRET" not in text
    return text


# --- a service account ---


def test_a_service_account_is_known_by_its_address(key: Path, tmp_path: Path) -> None:
    account = service(tmp_path)
    assert (account.address, account.kind) == (ROBOT, "service")
    assert "credentials" not in repr(account)


@pytest.mark.parametrize(("writes", "scope"), [(True, WRITE), (False, READ)])
def test_no_more_is_asked_for_than_is_needed(key: Path, tmp_path: Path, writes: bool, scope: str) -> None:
    assert service(tmp_path, writes=writes).credentials.scopes == [scope]


def test_the_key_may_lie_elsewhere(key: Path, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    moved = key.rename(tmp_path / "keys" / "robot.json")
    assert service(tmp_path, key=moved).address == ROBOT


def test_a_place_that_counts_from_here_is_taken_as_it_is(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path.parent)
    assert service(Path(tmp_path.name)).address == ROBOT


def test_a_token_is_asked_for_with_the_key(key: Path, tmp_path: Path) -> None:
    with responses.RequestsMock() as web:
        web.add("POST", TOKENS, json={"access_token": "t", "expires_in": 3599})
        credentials = service(tmp_path).credentials
        credentials.refresh(Request())
    assert credentials.token == "t"


def test_a_missing_key_says_how_to_make_one(tmp_path: Path) -> None:
    text = refusal(tmp_path)
    assert "Add key" in text
    assert "crm-sheets login" in text


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_can_read_is_refused(key: Path, tmp_path: Path, mode: int) -> None:
    key.chmod(mode)
    assert f'chmod 600 "{key}"' in refusal(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"SECRET", b"[]", b'"SECRET"', b'{"private_key": "SECRET"', b"\xff\xfe\x00SECRET", b"[" * 100_000],
)
@pytest.mark.parametrize(("account", "name"), [("service", "google-key.json"), ("person", "google-token.json")])
def test_a_file_that_is_no_json_is_refused(tmp_path: Path, account: str, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / name).chmod(0o600)
    refusal(tmp_path, account)


@pytest.mark.parametrize("mode", [0o700, 0o755])
@pytest.mark.parametrize(("account", "name"), [("service", "google-key.json"), ("person", "google-token.json")])
def test_a_folder_in_a_files_place_is_refused_and_not_to_be_closed(
    tmp_path: Path, mode: int, account: str, name: str
) -> None:
    (tmp_path / name).mkdir(mode=mode)
    text = refusal(tmp_path, account)
    assert "is not a file" in text
    assert "chmod" not in text


@pytest.mark.parametrize("account", ["service", "person"])
def test_a_place_that_the_machine_refuses_to_look_at_says_why(tmp_path: Path, account: str) -> None:
    assert "cannot be read" in refusal(tmp_path / ("x" * 300), account)


def test_the_file_of_an_oauth_client_is_told_apart(tmp_path: Path) -> None:
    client_file(tmp_path).rename(tmp_path / "google-key.json")
    text = refusal(tmp_path)
    assert 'account = "person"' in text
    assert "crm-sheets login" in text


def test_a_persons_token_in_place_of_a_key_is_told_apart(token: Path, tmp_path: Path) -> None:
    token.rename(tmp_path / "google-key.json")
    assert "not the key of a service account" in refusal(tmp_path)


@pytest.mark.parametrize("missing", ["client_email", "private_key", "token_uri"])
@pytest.mark.parametrize("value", [None, "", 7])
def test_an_incomplete_key_names_what_it_lacks(key: Path, tmp_path: Path, missing: str, value: Any) -> None:
    content = json.loads(key.read_text())
    content[missing] = value
    key.write_text(json.dumps(content))
    assert f"lacks {missing}" in refusal(tmp_path)


@pytest.mark.parametrize(
    "damaged", ["SECRET", "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n", "\u2028SECRET"]
)
def test_a_damaged_key_is_never_shown(key: Path, tmp_path: Path, damaged: str) -> None:
    key.write_text(json.dumps(json.loads(key.read_text()) | {"private_key": damaged}))
    assert "damaged" in refusal(tmp_path)


# --- a person ---


def test_a_person_who_has_logged_in_is_known_by_the_token(token: Path, tmp_path: Path) -> None:
    account = person(tmp_path)
    assert (account.address, account.kind) == ("", "person")
    assert account.credentials.refresh_token == "refresh-SECRET"


def test_a_person_who_has_not_is_told_to_log_in(tmp_path: Path) -> None:
    assert "Run: crm-sheets login" in refusal(tmp_path, "person")


def test_a_token_that_others_can_read_is_refused(token: Path, tmp_path: Path) -> None:
    token.chmod(0o644)
    assert f'chmod 600 "{token}"' in refusal(tmp_path, "person")


@pytest.mark.parametrize("content", [{}, {"refresh_token": "SECRET"}, {"expiry": "SECRET"}, {"expiry": 7}])
def test_a_damaged_token_is_replaced_by_logging_in(token: Path, tmp_path: Path, content: dict[str, Any]) -> None:
    kept = json.loads(token.read_text()) if "expiry" in content else {}
    token.write_text(json.dumps(kept | content))
    assert "crm-sheets login" in refusal(tmp_path, "person")


def test_a_renewed_token_is_kept_for_the_next_run(token: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    with responses.RequestsMock() as web:
        renewal = web.add("POST", TOKENS, json={"access_token": "fresh", "expires_in": 3599})
        sheet = web.add("GET", "https://sheets.googleapis.com/v4/spreadsheets/x", json={})
        for _ in range(2):
            client = SheetsClient(person(tmp_path).credentials, pace=Pace(None, 60, clock), clock=clock)
            client.metadata("x", "a")
        assert (renewal.call_count, sheet.call_count) == (1, 2)
        assert parse_qs(web.calls[0].request.body.decode())["refresh_token"] == ["refresh-SECRET"]
        assert web.calls[2].request.headers["Authorization"] == "Bearer fresh"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["google-token.json"], "nothing is left lying about"


def test_a_token_that_cannot_be_kept_serves_this_run(
    token: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crm_sheets.workbook.google.token_file.write_private", full)
    with responses.RequestsMock() as web:
        web.add("POST", TOKENS, json={"access_token": "ya29.new", "expires_in": 3599})
        credentials = person(tmp_path).credentials
        credentials.refresh(Request())
    assert credentials.token == "ya29.new"
    assert "ya29.new" not in token.read_text()


def test_a_withdrawn_permission_leaves_the_file_and_says_to_log_in(token: Path, tmp_path: Path) -> None:
    before, clock = token.read_text(), FakeClock()
    client = SheetsClient(person(tmp_path).credentials, pace=Pace(None, 60, clock), clock=clock)
    with responses.RequestsMock() as web:
        answer = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        web.add("POST", TOKENS, json=answer, status=400)
        with pytest.raises(WorkbookDenied, match="crm-sheets login") as raised:
            client.update("x", b"{}")
    assert "SECRET" not in str(raised.value)
    assert token.read_text() == before


def test_a_token_that_google_forgot_is_renewed_in_the_middle(token: Path, tmp_path: Path) -> None:
    clock, sheet = FakeClock(), "https://sheets.googleapis.com/v4/spreadsheets/x:batchUpdate"
    client = SheetsClient(person(tmp_path).credentials, pace=Pace(None, 60, clock), clock=clock)
    with responses.RequestsMock() as web:
        web.add("POST", TOKENS, json={"access_token": "one", "expires_in": 3599})
        web.add("POST", TOKENS, json={"access_token": "two", "expires_in": 3599})
        web.add("POST", sheet, json={"error": {"code": 401}}, status=401)
        web.add("POST", sheet, json={"replies": []})
        assert client.update("x", b"{}") == {"replies": []}
        assert web.calls[-1].request.headers["Authorization"] == "Bearer two"


# --- the machine's own account ---


@pytest.mark.parametrize(
    ("found", "address"), [(ROBOT, ROBOT), ("default", ""), (None, "")], ids=["service", "not asked yet", "person"]
)
def test_the_machines_own_account_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str | None, address: str
) -> None:
    class Found:
        service_account_email = found

    asked = []
    monkeypatch.setattr(google.auth, "default", lambda scopes: (asked.append(scopes), (Found(), "project"))[1])
    account = open_account(GoogleSettings(account="default"), writes=False)
    assert (account.address, account.kind) == (address, "default")
    assert asked == [[READ]]


def test_a_machine_without_account_says_how_to_give_it_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(scopes: list[str]) -> None:
        raise DefaultCredentialsError("SECRET")  # type: ignore[no-untyped-call]

    monkeypatch.setattr(google.auth, "default", nobody)
    with pytest.raises(ConfigurationError, match="gcloud auth application-default login") as raised:
        open_account(GoogleSettings(account="default"), writes=True)
    assert "SECRET" not in str(raised.value)


# --- files of secrets ---


def test_a_private_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("old")
    file.chmod(0o644)
    write_private(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", 0o600)

    def broken(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        write_private(file, "newer")
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert file.read_text() == "new"
