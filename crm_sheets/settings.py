"""What the operator sets: `crm.toml`, environment variables, command line. What the team sets is in the sheet."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from pathlib import Path
from typing import Any, ClassVar, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from crm_sheets.errors import ConfigurationError
from crm_sheets.server_settings import MailboxSettings, MailSettings, TwilioSettings, is_this_machine
from crm_sheets.values.times import LONGEST_INTERVAL, SHORTEST_INTERVAL, read_time_of_day

CONFIG_FILE = "crm.toml"
FEWEST_MONTHS, MOST_MONTHS = 24, 1200
"""How long the ledger is to remember at least, and what is as good as for ever."""

USUAL_PLACES = {
    "ledger": "crm-ledger.sqlite",
    "key_file": "crm-ledger.key",
    "outbox": "outbox",
    "preview": "preview.html",
    "templates": "templates",
}
SECRETS = ("hash_key", "health_url", "token", "password")
"""What is in these is never shown."""
NEVER_IN_A_FILE = {"twilio": "token", "mail": "password", "mailbox": "password"}
"""Group of settings -> the secret in it that may stand in the environment or in a file of its own only."""


Group = TypeVar("Group", bound=BaseModel)


class TabMapping(BaseModel, extra="forbid"):
    """How one tab of the workbook maps to ours: its title, and canonical column name -> header in the sheet."""

    title: str = ""
    columns: dict[str, str] = Field(default_factory=dict)


class GoogleSettings(BaseModel, extra="forbid"):
    """How to reach a Google spreadsheet.

    `account` says as whom: "service" with the key file of a service account, "person" who logged in once
    (`crm-sheets login`, `key` is the file of the OAuth client), or "default" for the machine's own credentials.
    `token` is the file that login leaves behind. Once loaded, both are where the files are. `seconds` is the most that
    reading, and writing, may take with all repeats; `requests_per_minute` the most of each that jobs on this machine
    make together.
    """

    account: Literal["service", "person", "default"] = "service"
    key: Path = Path("google-key.json")
    token: Path = Path("google-token.json")
    seconds: float = Field(default=300.0, ge=10, le=3600)
    requests_per_minute: int = Field(default=50, ge=1, le=60)


class ScheduleEntry(BaseModel, extra="forbid"):
    """When `crm-sheets schedule` starts a job: its time of day in the operator's zone, and its days.

    Or `every` so many minutes, around the clock, and then neither a time nor days.
    """

    job: str = "nightly"
    at: time = time(2, 0)
    every: int | None = Field(default=None, ge=SHORTEST_INTERVAL, le=LONGEST_INTERVAL)
    days: str = "daily"

    @field_validator("at", mode="before")
    @classmethod
    def _read_at(cls, written: Any) -> time:
        if isinstance(written, time) and not (written.second or written.microsecond):
            return written
        return read_time_of_day(str(written))

    @field_validator("days")
    @classmethod
    def _known_days(cls, days: str) -> str:
        from crm_sheets.values.weekdays import read_weekdays

        read_weekdays(days)
        return days

    @model_validator(mode="after")
    def _either_at_or_every(self) -> Self:
        if self.every is None:
            return self
        if self.model_fields_set & {"at", "days"}:
            raise ValueError("either at (and days) or every; a job by intervals runs around the clock")
        if "job" not in self.model_fields_set:
            raise ValueError('every needs a job, such as job = "inbox"')
        return self


def check_health_url(url: str) -> str:
    """The address of a health check. Raises ValueError when it would travel readable, or is no address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_printable = url.isascii() and url.isprintable() and " " not in url
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        host, is_printable, port_is_number = "", False, False
    if not (host and is_printable and port_is_number):
        raise ValueError("this is not the address of a health check; it begins with https://")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(host)):
        raise ValueError("a health check needs an address with https:// (http:// only on this machine itself)")
    return url


class OperatorSettings(BaseSettings):
    """Paths, language and places. Relative paths count from the folder of `crm.toml`, else of the workbook.

    Order of precedence: command line, environment (`CRM_SHEETS_WORKBOOK` and so on), `crm.toml`, defaults.
    `hash_key` is a secret: environment or key file only, never `crm.toml`. `health_url` is a secret as well, but a
    small one: who knows it can say that all is well. `ledger` is a file, or the address of a PostgreSQL database, which
    may hold a password if it comes from the environment. `workbook` is a file, or the link or id of a Google
    spreadsheet; once loaded it is the file's path, or the id. `live` sends messages to their recipients; without it
    they go to files. `ledger_keep_months` is how long the ledger remembers
    settled contacts, 0 for ever. `dictionaries` is a folder with hunspell dictionaries, for `crm-sheets lint`; those
    of the machine are found without it.
    """

    model_config = SettingsConfigDict(env_prefix="CRM_SHEETS_", env_nested_delimiter="__", extra="forbid")

    file_values: ClassVar[dict[str, Any]] = {}

    workbook: str | Path | None = None
    ledger: Path | SecretStr | None = None
    key_file: Path | None = None
    outbox: Path | None = None
    preview: Path | None = None
    templates: Path | None = None
    dictionaries: Path | None = None
    language: Literal["", "id", "en"] = ""
    timezone: str = "Asia/Jakarta"
    country: str = Field(default="ID", pattern="^[A-Z]{2}$")
    hash_key: SecretStr | None = None
    health_url: SecretStr | None = None
    live: bool = False
    log: Literal["text", "json"] = "text"
    schedule: tuple[ScheduleEntry, ...] = ()
    ledger_keep_months: int = Field(default=0, ge=0, le=MOST_MONTHS)
    tabs: dict[str, TabMapping] = Field(default_factory=dict)
    google: GoogleSettings = Field(default_factory=GoogleSettings)
    twilio: TwilioSettings = Field(default_factory=TwilioSettings)
    mail: MailSettings = Field(default_factory=MailSettings)
    mailbox: MailboxSettings = Field(default_factory=MailboxSettings)

    @property
    def spreadsheet_id(self) -> str:
        """The Google spreadsheet's id, "" when the workbook is a file."""
        from crm_sheets.workbook.google.address import spreadsheet_id

        return spreadsheet_id(str(self.workbook or ""))

    @field_validator("ledger_keep_months")
    @classmethod
    def _long_enough(cls, months: int) -> int:
        if 0 < months < FEWEST_MONTHS:
            raise ValueError(f"at least {FEWEST_MONTHS}, as yearly programs look back; or 0 to keep everything")
        return months

    @field_validator("ledger", mode="before")
    @classmethod
    def _address_is_secret(cls, ledger: object) -> object:
        if not isinstance(ledger, str):
            return ledger
        return SecretStr(ledger) if "://" in ledger else Path(ledger)

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError('unknown time zone; write it as in "Asia/Jakarta"') from None
        return name

    @field_validator("health_url")
    @classmethod
    def _safe_health_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None or not url.get_secret_value():
            return None
        check_health_url(url.get_secret_value())
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line before environment before `crm.toml`."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, cls.file_values)


def load_settings(config: Path | None = None, **given: Any) -> OperatorSettings:
    """Read the operator's settings; `given` are the command line's values. Raises ConfigurationError."""
    file = config or Path(CONFIG_FILE)
    if config and not config.is_file():
        raise ConfigurationError(f'There is no settings file "{config}". Check --config, or run "crm-sheets init".')
    settings = type("Settings", (OperatorSettings,), {"file_values": _read_file(file)})
    given = {name: value for name, value in given.items() if value is not None}
    try:
        loaded = settings(**given)
    except ValidationError as error:
        raise ConfigurationError(_explain(error, file)) from None
    except SettingsError as error:
        raise ConfigurationError(_explain_no_json(error)) from None
    _refuse_unknown_columns(loaded, file)
    folder = file.parent if file.is_file() else None
    return _with_paths(loaded, folder, workbook_from_here="workbook" in given)


def _read_file(file: Path) -> dict[str, Any]:
    """What stands in `crm.toml`; nothing when there is none. Raises ConfigurationError."""
    if not file.is_file():
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f'"{file}" cannot be read: {error}. Correct the file or move it away.') from None
    if "hash_key" in values:
        raise ConfigurationError(
            f'"{file}" holds hash_key, a secret. Take it out and give it as CRM_SHEETS_HASH_KEY or in a key file.'
        )
    _refuse_password(values.get("ledger"), file)
    _refuse_secrets(values, file)
    return values


def _refuse_secrets(values: Mapping[str, Any], file: Path) -> None:
    for group, name in NEVER_IN_A_FILE.items():
        if isinstance(values.get(group), Mapping) and name in values[group]:
            raise ConfigurationError(
                f'"{file}" holds {group}.{name}, a secret. Take it out and give it as '
                f"CRM_SHEETS_{group.upper()}__{name.upper()}, or in a file that only its owner can read and that "
                f"{group}.{name}_file names."
            )


def _refuse_password(ledger: object, file: Path) -> None:
    if isinstance(ledger, str) and "://" in ledger:
        from crm_sheets.ledger.address import has_password, read_address

        if has_password(read_address(ledger)):
            raise ConfigurationError(
                f'"{file}" holds the ledger\'s password, a secret. Take it out of the address (postgresql://USER@HOST/'
                "DATABASE) and give it in PGPASSWORD, in ~/.pgpass, or with the whole address in CRM_SHEETS_LEDGER."
            )


def _explain(error: ValidationError, file: Path) -> str:
    first = error.errors()[0]
    parts = [str(part) for part in first["loc"]]
    name = ".".join(parts)
    if first["type"] == "extra_forbidden":
        variable, known = "__".join(parts).upper(), ", ".join(sorted(_settings_beside(parts)))
        return f'The setting "{name}" is unknown (in "{file}" or CRM_SHEETS_{variable}). Known: {known}.'
    hides = bool({*parts} & {*SECRETS}) or isinstance(first.get("input"), Mapping)  # a group may hold a secret
    value = "not as it should be" if hides else repr(first.get("input"))
    return f'The setting "{name}" is {value}: {first["msg"]}. Correct it in "{file}" or the environment.'


def _settings_beside(parts: Sequence[str]) -> Iterable[str]:
    """The settings that there are where the one with this dotted name was given."""
    groups: dict[str, type[BaseModel]] = {
        "google": GoogleSettings,
        "schedule": ScheduleEntry,
        "tabs": TabMapping,
        "twilio": TwilioSettings,
        "mail": MailSettings,
        "mailbox": MailboxSettings,
    }
    return (groups[parts[0]] if len(parts) > 1 else OperatorSettings).model_fields


def _explain_no_json(error: SettingsError) -> str:
    """Which group of settings has an environment variable that cannot be read; what is in it is never shown."""
    named = re.search(r'field "(\w+)"', str(error))
    name = named.group(1) if named else "google"
    variable = f"CRM_SHEETS_{name.upper()}"
    if name == "schedule":
        return (
            f"{variable} in the environment is to hold a JSON list of objects, each with job, and with at and "
            f"days or with every, and does not. Correct it, or unset it and write [[schedule]] in {CONFIG_FILE}."
        )
    return (
        f"{variable} in the environment, or a variable that begins with {variable}__, is to hold a group of settings "
        f"as a JSON object and does not. Correct it, or unset it and write the group as [{name}] in {CONFIG_FILE}."
    )


def _refuse_unknown_columns(settings: OperatorSettings, file: Path) -> None:
    """A mapping for a tab or column that is not ours would be ignored in silence, and the data would be missing."""
    from crm_sheets.schema import TABS

    for tab, mapping in settings.tabs.items():
        if tab not in TABS:
            raise ConfigurationError(f'[tabs.{tab}] in "{file}": there is no such tab.{_meant(tab, TABS)}')
        for column in mapping.columns:
            if column not in TABS[tab].by_name:
                suggestion = _meant(column, TABS[tab].by_name)
                raise ConfigurationError(f'[tabs.{tab}.columns] in "{file}": no column "{column}".{suggestion}')


def _meant(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f' Did you mean "{close[0]}"?' if close else f" Known: {', '.join(sorted(known))}."


def _with_paths(settings: OperatorSettings, folder: Path | None, *, workbook_from_here: bool) -> OperatorSettings:
    """Fill in the default places: beside the workbook, so that one folder holds all of a team's files.

    A workbook given on the command line is a path from here, as with every other program.
    """
    if settings.workbook is None:
        raise ConfigurationError(
            f'Which workbook? Give --workbook FILE.xlsx or the link of a Google spreadsheet, or write workbook = "..." '
            f'with one of them in {CONFIG_FILE} ("crm-sheets init FOLDER" makes a folder to start with).'
        )
    anchor = folder or Path()
    sheet = _spreadsheet_of(str(settings.workbook))
    workbook = _place(Path() if workbook_from_here else anchor, Path(settings.workbook))
    home = anchor if folder or sheet else workbook.parent
    return settings.model_copy(
        update={
            "workbook": Path(sheet) if sheet else workbook,
            "google": _with_places(settings.google, home, "key", "token"),
            "twilio": _with_places(settings.twilio, home, "token_file"),
            "mail": _with_places(settings.mail, home, "password_file", "dkim_key"),
            "mailbox": _with_places(settings.mailbox, home, "password_file"),
            "dictionaries": _place(home, settings.dictionaries) if settings.dictionaries else None,
            **{name: _usual_place(home, getattr(settings, name), usual) for name, usual in USUAL_PLACES.items()},
        }
    )


def _usual_place(home: Path, given: Path | SecretStr | None, usual: str) -> Path | SecretStr:
    """A path that counts from `home`; a database's address as it is. Raises ConfigurationError."""
    if not isinstance(given, SecretStr):
        return _place(home, given or Path(usual))
    from crm_sheets.ledger.address import read_address

    read_address(given.get_secret_value())
    return given


def _place(home: Path, path: Path) -> Path:
    """A path that counts from `home`; with "~" it is in the person's own folder."""
    try:
        return home / path.expanduser()
    except RuntimeError:  # "~name" without such a person: the name of a file may begin so
        return home / path


def _spreadsheet_of(workbook: str) -> str:
    """The Google spreadsheet's id when the workbook is one, "" for a file. Raises ConfigurationError."""
    from crm_sheets.workbook.google.address import spreadsheet_id

    found = spreadsheet_id(workbook)
    if not found and workbook.lower().startswith(("http:", "https:")):
        raise ConfigurationError(
            f'"{workbook}" is not the link of a Google spreadsheet. Open the spreadsheet in a browser and copy the '
            "address from there; it begins with https://docs.google.com/spreadsheets/d/ and an id."
        )
    return found


def _with_places(group: Group, home: Path, *names: str) -> Group:
    """A group of settings whose files count from `home`."""
    places = {name: _place(home, path) for name in names if (path := getattr(group, name)) is not None}
    return group.model_copy(update=places)


def operator_language(settings: OperatorSettings | None = None) -> str:
    """The language the command line speaks: the setting, else the machine's locale, else English."""
    if settings and settings.language:
        return settings.language
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "id" if locale.lower().startswith(("id", "in_id")) else "en"
