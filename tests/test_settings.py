"""The operator's settings: where they come from, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from crm_sheets.errors import ConfigurationError
from crm_sheets.ledger.place import place_of
from crm_sheets.settings import load_settings, operator_language


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CRM_SHEETS_WORKBOOK", "CRM_SHEETS_COUNTRY", "CRM_SHEETS_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


def write_config(folder: Path, text: str) -> Path:
    file = folder / "crm.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_stands_beside_the_workbook() -> None:
    settings = load_settings(workbook=Path("team/book.xlsx"))
    assert settings.workbook == Path("team/book.xlsx")
    assert settings.ledger == Path("team/crm-ledger.sqlite")
    assert settings.outbox == Path("team/outbox")


def test_paths_in_the_file_count_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    file = write_config(tmp_path / "team", 'workbook = "book.xlsx"\noutbox = "letters"\n')
    settings = load_settings(file)
    assert settings.workbook == tmp_path / "team" / "book.xlsx"
    assert settings.outbox == tmp_path / "team" / "letters"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_config(tmp_path, 'workbook = "a.xlsx"\ncountry = "SG"\nlanguage = "id"\n')
    monkeypatch.setenv("CRM_SHEETS_COUNTRY", "MY")
    monkeypatch.setenv("CRM_SHEETS_LANGUAGE", "id")
    settings = load_settings(file, language="en")
    assert (settings.country, settings.language) == ("MY", "en")


def test_headers_of_the_team_are_mapped(tmp_path: Path) -> None:
    file = write_config(tmp_path, 'workbook = "a.xlsx"\n[tabs.customers.columns]\nbirth_date = "Lahirnya"\n')
    assert load_settings(file).tabs["customers"].columns == {"birth_date": "Lahirnya"}


def test_a_title_of_the_team_is_mapped_and_needs_no_columns(tmp_path: Path) -> None:
    file = write_config(tmp_path, 'workbook = "a.xlsx"\n[tabs.customers]\ntitle = "Nasabah 2024"\n')
    mapping = load_settings(file).tabs["customers"]
    assert (mapping.title, mapping.columns) == ("Nasabah 2024", {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('workbok = "a.xlsx"', "workbok"),
        ('workbook = "a.xlsx"\ncountry = "Indonesia"', "country"),
        ('workbook = "a.xlsx"\ntimezone = "Jakarta"', "Asia/Jakarta"),
        ('workbook = "a.xlsx"\nhash_key = "s3cret"', "secret"),
        ("workbook = ", "cannot be read"),
        ('workbook = "a.xlsx"\n[tabs.clients.columns]\nname = "N"', "no such tab"),
        ('workbook = "a.xlsx"\n[tabs.clients]\ntitle = "N"', "no such tab"),
        ('workbook = "a.xlsx"\n[tabs.customers]\ntitle = 2024', "tabs.customers.title"),
        ('workbook = "a.xlsx"\n[tabs.customers]\nTitle = "N"', "tabs.customers.Title"),
        ('workbook = "a.xlsx"\n[tabs.customers.columns]\nbirthdate = "D.O.B."', "birth_date"),
        ("", "Which workbook"),
    ],
)
def test_a_wrong_file_is_told_what_and_how(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        load_settings(write_config(tmp_path, text))
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        load_settings(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(("locale", "language"), [("id_ID.UTF-8", "id"), ("en_GB.UTF-8", "en"), ("", "en")])
def test_the_command_line_speaks_the_machines_language(
    monkeypatch: pytest.MonkeyPatch, locale: str, language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert operator_language() == language


def test_a_workbook_on_the_command_line_is_a_path_from_here(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    file = write_config(tmp_path / "team", 'workbook = "book.xlsx"\n')
    assert load_settings(file, workbook=Path("other.xlsx")).workbook == Path("other.xlsx")


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "crm.toml").write_bytes(b'\xef\xbb\xbfworkbook = "a.xlsx"\n')
    assert load_settings(tmp_path / "crm.toml").workbook == tmp_path / "a.xlsx"


@pytest.mark.parametrize("more", ["", 'ledger = "data/l.sqlite"\n'])
def test_key_and_token_lie_beside_the_settings_wherever_the_ledger_is(tmp_path: Path, more: str) -> None:
    (tmp_path / "team").mkdir()
    write_config(tmp_path / "team", f'workbook = "a.xlsx"\n{more}')
    google = load_settings(Path("team/crm.toml")).google
    assert (google.key, google.token) == (Path("team/google-key.json"), Path("team/google-token.json"))


def test_a_tilde_is_the_persons_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    names = ("workbook", "ledger", "key_file", "outbox", "preview", "templates")
    places = "".join(f'{name} = "~/{name}"\n' for name in names)
    settings = load_settings(write_config(tmp_path, f'{places}[google]\nkey = "~/key"\ntoken = "~/token"\n'))
    found = [getattr(settings, name) for name in names]
    assert found == [tmp_path / "me" / name for name in names]
    assert (settings.google.key, settings.google.token) == (tmp_path / "me" / "key", tmp_path / "me" / "token")


def test_a_tilde_that_is_nobodys_belongs_to_the_name(tmp_path: Path) -> None:
    settings = load_settings(write_config(tmp_path, 'workbook = "~$nobody.xlsx"\n'))
    assert settings.workbook == tmp_path / "~$nobody.xlsx"


@pytest.mark.parametrize(
    ("name", "value"),
    [("GOOGLE", "SECRET"), ("TABS", "{"), ("TABS__CUSTOMERS__COLUMNS", "{SECRET")],
)
def test_a_group_of_settings_that_is_no_json_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CRM_SHEETS_{name}", value)
    with pytest.raises(ConfigurationError, match=rf"CRM_SHEETS_{name.partition('_')[0]}\b") as caught:
        load_settings(workbook="a.xlsx")
    assert "JSON" in str(caught.value)
    assert "SECRET" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[google]\nproxy = 1", r'"google\.proxy" .*CRM_SHEETS_GOOGLE__PROXY.* Known: account, key, .*token\.$'),
        ("[tabs.customers]\nTitle = 1", r'"tabs\.customers\.Title" .* Known: columns, title\.$'),
        ("proxy = 1", r'"proxy" .*CRM_SHEETS_PROXY\).* Known: country, dictionaries, google, .*workbook\.$'),
    ],
)
def test_an_unknown_setting_is_told_those_that_stand_in_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        load_settings(write_config(tmp_path, text))


def test_a_timetable_is_read(tmp_path: Path) -> None:
    text = 'workbook = "a.xlsx"\n[[schedule]]\nat = "2:30"\ndays = "mon-sat"\n[[schedule]]\njob = "greetings"\n'
    first, second = load_settings(write_config(tmp_path, text)).schedule
    assert (first.job, f"{first.at:%H:%M}", first.days) == ("nightly", "02:30", "mon-sat")
    assert (second.job, f"{second.at:%H:%M}", second.days) == ("greetings", "02:00", "daily")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[schedule]]\nat = "24:00"', 'schedule.0.at.*write the time as "02:15"'),
        ("[[schedule]]\nat = 02:00:30", "schedule.0.at"),
        ('[[schedule]]\ndays = "senen"', "mon-sat"),
        ('[[schedule]]\ntime = "02:00"', r'"schedule\.0\.time" is unknown.*Known: at, days, every, job\.'),
        ('log = "xml"', "log"),
    ],
)
def test_a_wrong_timetable_is_told_how(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        load_settings(write_config(tmp_path, f'workbook = "a.xlsx"\n{text}\n'))


def test_a_job_can_come_by_intervals(tmp_path: Path) -> None:
    text = 'workbook = "a.xlsx"\n[[schedule]]\njob = "inbox"\nevery = 10\n[[schedule]]\n'
    inbox, nightly = load_settings(write_config(tmp_path, text)).schedule
    assert (inbox.job, inbox.every) == ("inbox", 10)
    assert nightly.every is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('job = "inbox"\nevery = 4', r"schedule\.0\.every.*greater than or equal to 5"),
        ('job = "inbox"\nevery = 721', r"schedule\.0\.every.*less than or equal to 720"),
        ('job = "inbox"\nevery = 7.5', r"schedule\.0\.every"),
        ('job = "inbox"\nevery = 10\nat = "02:00"', r"schedule\.0.*either at \(and days\) or every"),
        ('job = "inbox"\nevery = 10\ndays = "mon-fri"', r"schedule\.0.*around the clock"),
        ("every = 10", r'schedule\.0.*needs a job, such as job = "inbox"'),
    ],
)
def test_a_wrong_interval_is_told_how(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        load_settings(write_config(tmp_path, f'workbook = "a.xlsx"\n[[schedule]]\n{text}\n'))


def test_a_timetable_in_the_environment_that_is_no_list_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_SHEETS_SCHEDULE", "{")
    with pytest.raises(ConfigurationError, match=r"CRM_SHEETS_SCHEDULE .*JSON list"):
        load_settings(workbook="a.xlsx")


@pytest.mark.parametrize(
    "url", ["https://hc.example.org/abc", "http://localhost:8000/x", "http://127.0.0.1/x", "http://[::1]:80/x", ""]
)
def test_a_health_check_is_reached_safely_or_on_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CRM_SHEETS_HEALTH_URL", url)
    found = load_settings(workbook="a.xlsx").health_url
    assert (found.get_secret_value() if found else "") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://hc.example.org/S3CRET",
        "http://127.0.0.1.example.org/S3CRET",
        "http://localhost.example.org/S3CRET",
        "ftp://hc.example.org/S3CRET",
        "file:///S3CRET",
        "https:///S3CRET",
        "https://hc.example.org:port/S3CRET",
        "https://hc.example.org/S3CRET\r\nX: y",
        "https://[::1/S3CRET",
        "S3CRET",
    ],
)
def test_an_unsafe_health_check_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    import json

    file = write_config(tmp_path, f'workbook = "a.xlsx"\nhealth_url = {json.dumps(url)}\n')
    with pytest.raises(ConfigurationError, match="health_url") as caught:
        load_settings(file)
    assert "S3CRET" not in str(caught.value)


class TestALedgerInADatabase:
    def test_its_address_is_taken_as_it_is_and_never_shown(self, tmp_path: Path) -> None:
        address = "postgresql://crm@db.example.com/crm?sslmode=require"
        settings = load_settings(write_config(tmp_path, f'workbook = "a.xlsx"\nledger = "{address}"\n'))
        assert isinstance(settings.ledger, SecretStr)
        assert settings.ledger.get_secret_value() == address
        assert settings.key_file == tmp_path / "crm-ledger.key"

    @pytest.mark.parametrize(
        "address",
        [
            "postgresql://crm:canary@host/crm",
            "postgresql://crm:canary@ry@host/crm",
            "postgresql://crm@host/crm?password=canary",
            "postgresql+psycopg://crm:canary@host/crm",
        ],
    )
    def test_a_password_in_the_file_is_refused_and_not_shown(self, tmp_path: Path, address: str) -> None:
        file = write_config(tmp_path, f'workbook = "a.xlsx"\nledger = "{address}"\n')
        with pytest.raises(ConfigurationError) as caught:
            load_settings(file)
        assert "canary" not in str(caught.value)
        assert "ry@" not in str(caught.value)

    def test_a_password_in_the_environment_is_taken_and_not_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CRM_SHEETS_LEDGER", "postgresql://crm:canary@host/crm")
        settings = load_settings(workbook="a.xlsx")
        assert "canary" not in repr(settings)
        assert place_of(settings.ledger).shown == "postgresql://crm@host/crm"  # type: ignore[arg-type]

    @pytest.mark.parametrize("address", ["mysql://host/crm", "postgresql://crm:canary@a@b/crm", "postgresql+x://h/n"])
    def test_what_is_no_address_of_ours_is_refused_at_once(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        monkeypatch.setenv("CRM_SHEETS_LEDGER", address)
        with pytest.raises(ConfigurationError, match="postgresql://USER@HOST/DATABASE") as caught:
            load_settings(workbook="a.xlsx")
        assert "canary" not in str(caught.value)
