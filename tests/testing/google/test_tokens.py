"""Tokens as google-auth gets them, and what they allow."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from google.auth.exceptions import RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.credentials import Credentials as PersonCredentials
from google.oauth2.service_account import Credentials

from crm_sheets.testing.google import FakeGoogle, Fault
from crm_sheets.testing.google.tokens import LIFETIME

WRITING = "https://www.googleapis.com/auth/spreadsheets"
READING = "https://www.googleapis.com/auth/spreadsheets.readonly"
ADDRESS = "crm@fake-project.iam.gserviceaccount.com"
BOOK = "https://sheets.googleapis.com/v4/spreadsheets/BOOK"


def as_service(google: FakeGoogle, folder: Path, scope: str = WRITING, address: str = ADDRESS) -> AuthorizedSession:
    key = google.service_account_file(folder, address)
    return AuthorizedSession(Credentials.from_service_account_file(str(key), scopes=[scope]))


def add_tab(session: AuthorizedSession) -> int:
    body = {"requests": [{"addSheet": {"properties": {"title": "New"}}}]}
    return int(session.post(f"{BOOK}:batchUpdate", json=body, timeout=9).status_code)


def test_a_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        assert stat.S_IMODE(google.service_account_file(tmp_path).stat().st_mode) == 0o600


def test_google_auth_gets_a_token_with_the_key_file(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        answer = as_service(google, tmp_path).get(BOOK, timeout=9)
    assert answer.json()["spreadsheetId"] == "BOOK"
    assert [request.kind for request in google.requests] == ["token", "read"]
    assert google.requests[-1].user == ADDRESS


def test_a_key_that_is_not_the_accounts_gets_no_token(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        key = google.service_account_file(tmp_path)
        credentials = Credentials.from_service_account_file(str(key), scopes=[WRITING])
        credentials._signer = _OtherSigner()
        with pytest.raises(RefreshError, match="Invalid JWT Signature"):
            credentials.refresh(Request())


class _OtherSigner:
    key_id = "0"

    def sign(self, message: bytes) -> bytes:
        return b"x" * 256


def test_a_token_that_may_only_read_does_not_write(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        session = as_service(google, tmp_path, READING)
        assert session.get(BOOK, timeout=9).status_code == 200
        before = spreadsheet.revision
        assert add_tab(session) == 403
        assert spreadsheet.revision == before


def test_a_token_for_something_else_opens_nothing(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        answer = as_service(google, tmp_path, "https://www.googleapis.com/auth/calendar").get(BOOK, timeout=9)
    assert answer.json()["error"]["status"] == "PERMISSION_DENIED"
    assert answer.json()["error"]["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"


def test_a_person_who_logged_in_gets_a_token(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        file = google.person_file(tmp_path, "ani@example.com")
        session = AuthorizedSession(PersonCredentials.from_authorized_user_file(str(file), [WRITING]))
        assert session.get(BOOK, timeout=9).status_code == 200
    assert google.requests[-1].user == "ani@example.com"


def test_a_refresh_token_of_nobody_is_refused(tmp_path: Path) -> None:
    with FakeGoogle() as google, FakeGoogle() as other:
        file = google.person_file(tmp_path)
        credentials = PersonCredentials.from_authorized_user_file(str(file))
        with pytest.raises(RefreshError, match="expired or revoked"):
            credentials.refresh(Request())
    assert [request.kind for request in other.requests] == ["token"]


def test_tokens_can_be_refused(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        google.refuse_tokens("invalid_grant", "Account disabled")
        with pytest.raises(RefreshError, match="Account disabled"):
            as_service(google, tmp_path).get(BOOK, timeout=9)
        google.accept_tokens()
        assert as_service(google, tmp_path).get(BOOK, timeout=9).status_code == 404


def test_a_token_ends_after_an_hour_of_the_clock(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        session = as_service(google, tmp_path)
        session.get(BOOK, timeout=9)
        google.clock.advance(LIFETIME)
        assert session.get(BOOK, timeout=9).status_code == 200  # google-auth gets a new one when told 401
    assert [request.status for request in google.requests] == [200, 200, 401, 200, 200]


def test_a_token_of_nobody_is_refused() -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        session = AuthorizedSession(PersonCredentials("stolen"))
        session._max_refresh_attempts = 0
        answer = session.get(BOOK, timeout=9)
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


def test_the_token_endpoint_can_fail_too(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        google.spreadsheet("BOOK")
        google.next(Fault.refuse_connection(), when=lambda request: request.kind == "token")
        session = as_service(google, tmp_path)
        with pytest.raises(TransportError):
            session.get(BOOK, timeout=9)
        assert session.get(BOOK, timeout=9).status_code == 200
    assert [request.kind for request in google.requests] == ["token", "token", "read"]


def test_only_those_that_it_is_shared_with_open_a_spreadsheet(tmp_path: Path) -> None:
    with FakeGoogle() as google:
        spreadsheet = google.spreadsheet("BOOK")
        google.share("BOOK", "reader@x.iam.gserviceaccount.com", "viewer")
        google.share("BOOK", "writer@x.iam.gserviceaccount.com")
        reader = as_service(google, tmp_path, address="reader@x.iam.gserviceaccount.com")
        stranger = as_service(google, tmp_path, address="stranger@x.iam.gserviceaccount.com")
        writer = as_service(google, tmp_path, address="Writer@x.iam.gserviceaccount.com")
        assert [session.get(BOOK, timeout=9).status_code for session in (reader, stranger, writer)] == [200, 403, 200]
        before = spreadsheet.revision
        assert [add_tab(reader), add_tab(stranger)] == [403, 403]
        assert spreadsheet.revision == before
        assert add_tab(writer) == 200
        google.share("BOOK", "anyone", "viewer")
        assert stranger.get(BOOK, timeout=9).status_code == 200
        refusal = stranger.post(f"{BOOK}:batchUpdate", json={"requests": []}, timeout=9).json()["error"]
    assert refusal == {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}


def test_a_service_account_has_no_room_for_a_spreadsheet_of_its_own(tmp_path: Path) -> None:
    create = "https://sheets.googleapis.com/v4/spreadsheets"
    body = {"properties": {"title": "Mine"}}
    with FakeGoogle() as google:
        assert as_service(google, tmp_path).post(create, json=body, timeout=9).status_code == 403
        file = google.person_file(tmp_path, "ani@example.com")
        ani = AuthorizedSession(PersonCredentials.from_authorized_user_file(str(file), [WRITING]))
        made = ani.post(create, json=body, timeout=9).json()
        address = f"{create}/{made['spreadsheetId']}"
        assert ani.get(address, timeout=9).json()["properties"]["title"] == "Mine"
        assert as_service(google, tmp_path).get(address, timeout=9).status_code == 403
