"""What the operator sets: `crm.toml`, environment variables, command line. What the team sets is in the sheet."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from crm_sheets.errors import ConfigurationError

CONFIG_FILE = "crm.toml"


class TabMapping(BaseModel, extra="forbid"):
    """How one tab of the workbook maps to ours: canonical column name -> header in the sheet."""

    columns: dict[str, str] = Field(default_factory=dict)


class OperatorSettings(BaseSettings):
    """Paths, language and places. Relative paths count from the folder of `crm.toml`, else of the workbook.

    Order of precedence: command line, environment (`CRM_SHEETS_WORKBOOK` and so on), `crm.toml`, defaults.
    `hash_key` is a secret: environment or key file only, never `crm.toml`.
    """

    model_config = SettingsConfigDict(env_prefix="CRM_SHEETS_", env_nested_delimiter="__", extra="forbid")

    file_values: ClassVar[dict[str, Any]] = {}

    workbook: Path | None = None
    ledger: Path | None = None
    key_file: Path | None = None
    outbox: Path | None = None
    preview: Path | None = None
    templates: Path | None = None
    language: Literal["", "id", "en"] = ""
    timezone: str = "Asia/Jakarta"
    country: str = Field(default="ID", pattern="^[A-Z]{2}$")
    hash_key: SecretStr | None = None
    tabs: dict[str, TabMapping] = Field(default_factory=dict)

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError('unknown time zone; write it as in "Asia/Jakarta"') from None
        return name

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
    return values


def _explain(error: ValidationError, file: Path) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(sorted(OperatorSettings.model_fields))
        return f'The setting "{name}" is unknown (in "{file}" or CRM_SHEETS_{name.upper()}). Known: {known}.'
    return f'The setting "{name}" is {first.get("input")!r}: {first["msg"]}. Correct it in "{file}" or the environment.'


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
            f'Which workbook? Give --workbook FILE.xlsx, or write workbook = "FILE.xlsx" in {CONFIG_FILE} '
            '("crm-sheets init FOLDER" makes both to start with).'
        )
    anchor = folder or Path()
    workbook = settings.workbook if workbook_from_here else anchor / settings.workbook
    home = anchor if folder else workbook.parent
    return settings.model_copy(
        update={
            "workbook": workbook,
            "ledger": home / (settings.ledger or "crm-ledger.sqlite"),
            "key_file": home / (settings.key_file or "crm-ledger.key"),
            "outbox": home / (settings.outbox or "outbox"),
            "preview": home / (settings.preview or "preview.html"),
            "templates": home / (settings.templates or "templates"),
        }
    )


def operator_language(settings: OperatorSettings | None = None) -> str:
    """The language the command line speaks: the setting, else the machine's locale, else English."""
    if settings and settings.language:
        return settings.language
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "id" if locale.lower().startswith(("id", "in_id")) else "en"
