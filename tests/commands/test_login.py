"""A person logs in once: in a browser of theirs, which comes back to this machine with a code."""

from __future__ import annotations

import json
import stat
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
import requests
import responses
from click.testing import CliRunner, Result

from crm_sheets.commands.login import command
from crm_sheets.errors import CrmSheetsError, WorkbookUnavailable
from crm_sheets.settings import GoogleSettings
from crm_sheets.testing.google.keys import client_file, service_account_file
from crm_sheets.workbook.google.credentials import open_account

TOKENS = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/spreadsheets"
GRANTED = {"access_token": "ya29.SECRET", "refresh_token": "1//SECRET", "expires_in": 3599, "scope": SCOPE}
SHEET = "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcd/edit"


class Person:
    """Sits at the browser: sees the link and sends the browser back with what Google would add."""

    def __init__(self) -> None:
        self.links: list[str] = []
        self.page = ""
        self.answer: Callable[[dict[str, str]], dict[str, str]] = lambda asked: {"code": "c", "state": asked["state"]}

    @property
    def asked(self) -> dict[str, str]:
        """What the link asks Google for."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.links[-1]).query).items()}

    def open(self, url: str, **options: Any) -> bool:
        self.links.append(url)
        back = f"{self.asked['redirect_uri']}?{urlencode(self.answer(self.asked))}"
        self.thread = Thread(target=self._come_back, args=(back,), daemon=True)
        self.thread.start()
        return True

    def _come_back(self, link: str) -> None:
        assert link.startswith("http://127.0.0.1:")
        with suppress(URLError), urlopen(link, timeout=10) as page:  # noqa: S310 - see above
            self.page = page.read().decode()


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    somebody = Person()
    monkeypatch.setattr(webbrowser, "get", lambda name=None: somebody)
    return somebody


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings and an OAuth client."""
    client_file(tmp_path)
    google = '[google]\naccount = "person"\nkey = "client.json"\n'
    (tmp_path / "crm.toml").write_text(f'workbook = "{SHEET}"\n{google}')
    return tmp_path


@pytest.fixture
def web() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def login(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(
        command, ["--config", str(folder / "crm.toml"), *options], standalone_mode=False, catch_exceptions=False
    )


def refusal(folder: Path, *options: str) -> str:
    with pytest.raises(CrmSheetsError) as raised:
        login(folder, *options)
    text = str(raised.value)
    assert "\n" not in text
    assert "SECRET" not in text
    assert not (folder / "google-token.json").exists()
    return text


@pytest.mark.parametrize(
    ("language", "words", "thanks"),
    [("id", "Sudah masuk", "Tutup jendela ini"), ("en", "Logged in", "Close this window")],
)
def test_logging_in_keeps_a_token_that_works(
    folder: Path, person: Person, web: Any, language: str, words: str, thanks: str
) -> None:
    web.add("POST", TOKENS, json=GRANTED)
    result = login(folder, "--language", language)
    token = folder / "google-token.json"
    person.thread.join(10)
    assert thanks in person.page
    assert words in result.stdout
    assert str(token) in result.stdout
    assert "crm-sheets check" in result.stdout
    assert "SECRET" not in result.output
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    account = open_account(GoogleSettings(account="person", token=token), writes=True)
    assert account.credentials.refresh_token == "1//SECRET"
    assert account.credentials.valid
    assert {path.name for path in folder.iterdir()} == {"client.json", "crm.toml", "google-token.json"}


def test_client_and_token_lie_beside_the_settings_wherever_the_ledger_is(
    folder: Path, person: Person, web: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.add("POST", TOKENS, json=GRANTED)
    config = folder / "crm.toml"
    config.write_text(f'ledger = "data/l.sqlite"\n{config.read_text()}')
    monkeypatch.chdir(folder.parent)
    login(Path(folder.name))
    person.thread.join(10)
    assert (folder / "google-token.json").is_file()


def test_only_google_sheets_is_asked_for_and_the_code_is_bound_to_us(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, json=GRANTED)
    login(folder)
    assert person.asked["scope"] == SCOPE
    assert person.asked["access_type"] == "offline"
    assert person.asked["code_challenge_method"] == "S256"
    sent = parse_qs(web.calls[0].request.body)
    assert sent["code"] == ["c"]
    assert sent["code_verifier"]


def test_the_answer_in_json_is_nothing_but_json(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, json=GRANTED)
    result = login(folder, "--json", "--language", "en")
    assert json.loads(result.stdout)["token"] == str(folder / "google-token.json")
    assert person.links[0] in result.stderr


def test_without_a_browser_the_link_is_shown(
    folder: Path, person: Person, web: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person copies the link from the terminal into a browser."""
    web.add("POST", TOKENS, json=GRANTED)

    def read_the_terminal(text: str, *more: Any, **options: Any) -> None:
        person.open(next(word for word in text.split() if word.startswith("https://accounts.google.com/")))

    monkeypatch.setattr(webbrowser, "get", lambda name=None: pytest.fail("no browser was wanted"))
    monkeypatch.setattr("builtins.print", read_the_terminal)
    login(folder, "--no-browser")
    assert (folder / "google-token.json").exists()


def test_a_machine_without_browser_shows_the_link(
    folder: Path, person: Person, web: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.add("POST", TOKENS, json=GRANTED)

    def nothing(name: str | None = None) -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", nothing)
    monkeypatch.setattr("builtins.print", lambda text, *more, **options: person.open(text.split()[-1]))
    login(folder, "--language", "en")
    assert (folder / "google-token.json").exists()


def test_a_dry_run_asks_nobody(folder: Path, person: Person, web: Any) -> None:
    result = login(folder, "--dry-run", "--language", "en")
    assert "would log in" in result.stdout
    assert person.links == []
    assert not (folder / "google-token.json").exists()


def test_logging_in_again_replaces_the_token(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, json=GRANTED)
    (folder / "google-token.json").write_text("damaged")
    login(folder)
    assert json.loads((folder / "google-token.json").read_text())["refresh_token"] == "1//SECRET"


# --- what can go wrong ---


@pytest.mark.parametrize("account", ["service", "default"])
def test_other_accounts_need_no_login(folder: Path, person: Person, account: str) -> None:
    (folder / "crm.toml").write_text(f'workbook = "{SHEET}"\n[google]\naccount = "{account}"\n')
    assert 'write account = "person"' in refusal(folder)
    assert person.links == []


def test_a_missing_client_file_says_how_to_make_one(folder: Path, person: Person) -> None:
    (folder / "client.json").unlink()
    assert "Desktop app" in refusal(folder)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"installed": {}}', '{"installed": {"client_id": 7}}', "[" * 100_000, "\xff"]
)
def test_a_wrong_client_file_says_how_to_make_one(folder: Path, person: Person, content: str) -> None:
    (folder / "client.json").write_bytes(content.encode("latin-1"))
    assert "is not the file of an OAuth client" in refusal(folder)


def test_the_key_of_a_service_account_is_told_apart(folder: Path, person: Person) -> None:
    service_account_file(folder, "crm@project-1.iam.gserviceaccount.com").rename(folder / "client.json")
    assert 'account = "service"' in refusal(folder)


def test_a_client_for_web_pages_is_told_apart(folder: Path, person: Person) -> None:
    client = json.loads((folder / "client.json").read_text())["installed"]
    (folder / "client.json").write_text(json.dumps({"web": client}))
    assert "Web application" in refusal(folder)


def test_a_person_who_refuses_is_understood(folder: Path, person: Person, web: Any) -> None:
    person.answer = lambda asked: {"error": "access_denied", "state": asked["state"]}
    assert "refused in the browser" in refusal(folder)


def test_an_answer_that_is_not_to_our_question_is_refused(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, json=GRANTED)
    person.answer = lambda asked: {"code": "of somebody else", "state": "another"}
    assert "mismatching_state" in refusal(folder)
    assert len(web.calls) == 0


def test_a_person_who_unticks_the_box_is_told_to_leave_it(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, json=GRANTED | {"scope": "openid"})
    assert "box" in refusal(folder)


def test_a_permission_that_does_not_last_is_refused(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, json={name: value for name, value in GRANTED.items() if name != "refresh_token"})
    assert "no lasting permission" in refusal(folder)


@pytest.mark.parametrize("answer", [{"error": "invalid_client", "error_description": "The OAuth client was deleted."}])
def test_a_client_that_google_does_not_know_is_named(
    folder: Path, person: Person, web: Any, answer: dict[str, str]
) -> None:
    web.add("POST", TOKENS, json=answer, status=401)
    assert "deleted" in refusal(folder)


@pytest.mark.parametrize("body", ["", "<html>SECRET</html>", "[]", "{}"])
def test_a_senseless_answer_is_refused(folder: Path, person: Person, web: Any, body: str) -> None:
    web.add("POST", TOKENS, body=body)
    assert "crm-sheets login" in refusal(folder)


def test_no_network_is_named(folder: Path, person: Person, web: Any) -> None:
    web.add("POST", TOKENS, body=requests.ConnectionError("SECRET"))
    with pytest.raises(WorkbookUnavailable, match="network"):
        login(folder)


def test_a_person_who_never_answers_is_not_waited_for_forever(
    folder: Path, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_sheets.workbook.google.login_flow.SECONDS_TO_AGREE", 0.01)
    monkeypatch.setattr(Person, "open", lambda self, url, **options: True)
    assert "Nobody agreed" in refusal(folder)


def test_a_port_that_is_taken_is_named(folder: Path, person: Person) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "--port" in refusal(folder, "--port", str(taken.getsockname()[1]))


def test_a_folder_that_cannot_be_written_is_named_before_anybody_is_asked(folder: Path, person: Person) -> None:
    with (folder / "crm.toml").open("a") as settings:
        settings.write('token = "no such folder/token.json"\n')
    assert "no such folder" in refusal(folder)
    assert person.links == []


def test_a_full_disk_is_named(folder: Path, person: Person, web: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    web.add("POST", TOKENS, json=GRANTED)

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crm_sheets.workbook.google.token_file.write_private", full)
    assert "No space left" in refusal(folder)
