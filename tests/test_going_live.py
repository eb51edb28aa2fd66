"""The guide to going live: its settings load, its variables and settings exist, its commands are understood."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from crm_sheets.cli import main
from crm_sheets.doubts import GRACE
from crm_sheets.schema import TABS
from crm_sheets.server_settings import MailboxSettings, MailSettings, TwilioSettings
from crm_sheets.settings import NEVER_IN_A_FILE, load_settings
from crm_sheets.team_settings import TeamSettings

GUIDE = (Path(__file__).parents[1] / "docs" / "going-live.md").read_text(encoding="utf-8")
GROUPS = {"twilio": TwilioSettings, "mail": MailSettings, "mailbox": MailboxSettings}


def blocks(kind: str) -> list[str]:
    found = re.findall(rf"^( *)```{kind}\n(.*?)^ *```", GUIDE, re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


@pytest.mark.parametrize("text", blocks("toml"))
def test_each_example_of_crm_toml_loads(text: str, tmp_path: Path) -> None:
    file = tmp_path / "crm.toml"
    file.write_text(f'workbook = "book.xlsx"\n{text}', encoding="utf-8")
    settings = load_settings(file)
    for group, given in tomllib.loads(text).items():
        if group in GROUPS:
            shown = getattr(settings, group).model_dump()
            assert {name: str(shown[name]) for name in given}.keys() == given.keys()


def test_the_examples_set_up_every_channel(tmp_path: Path) -> None:
    whole = {group: next(text for text in blocks("toml") if f"[{group}]" in text) for group in GROUPS}
    file = tmp_path / "crm.toml"
    file.write_text('workbook = "book.xlsx"\n' + "\n".join(whole.values()), encoding="utf-8")
    settings = load_settings(file)
    assert settings.twilio.sends_sms
    assert settings.twilio.sends_whatsapp
    assert settings.mail.sends
    assert settings.mailbox.host
    assert not settings.live, "nobody hears anything before the operator says so"


@pytest.mark.parametrize(
    "line", [line for block in blocks("sh") for line in block.splitlines() if "crm-sheets" in line]
)
def test_each_command_is_understood(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, *options = shlex.split(line)
    assert name == "crm-sheets"
    assert main([*options, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


def test_the_guide_names_the_variables_of_all_secrets() -> None:
    wanted = {f"CRM_SHEETS_{group.upper()}__{name.upper()}" for group, name in NEVER_IN_A_FILE.items()}
    assert wanted <= set(re.findall(r"CRM_SHEETS_[A-Z_]+", GUIDE)) <= wanted | {"CRM_SHEETS_LIVE"}


def test_the_files_of_secrets_are_called_as_by_default() -> None:
    for name in (TwilioSettings().token_file, MailSettings().password_file, MailboxSettings().password_file):
        assert f"cat > {name})" in GUIDE


def test_every_setting_that_the_guide_names_exists() -> None:
    known = {item.name for item in fields(TeamSettings)} | {
        name for group in GROUPS.values() for name in group.model_fields
    }
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", GUIDE))
    assert named <= known


def test_the_guide_tells_the_defaults_in_force() -> None:
    assert f"{MailSettings().per_day} unless you say otherwise" in GUIDE
    assert f"from {TeamSettings().send_from} to {TeamSettings().send_until}" in GUIDE
    assert f"After {'six' if GRACE.total_seconds() == 6 * 3600 else GRACE} hours without evidence" in GUIDE


def test_tabs_and_columns_are_called_as_in_the_workbook() -> None:
    for tab in ("outbox", "queue", "doubts", "inbox", "programs", "settings", "consents"):
        label = TABS[tab].label
        assert f"*{label.id}* (*{label.en}*)" in GUIDE, tab
    for column in (*(TABS["programs"].by_name[name] for name in ("approval", "active")),
                   *(TABS["doubts"].by_name[name] for name in ("again", "leave"))):  # fmt: skip
        assert f"*{column.label.id}* (*{column.label.en}*)" in GUIDE, column.name
