"""What the operator says about those who carry messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_sheets.errors import ConfigurationError
from crm_sheets.settings import load_settings

HX = "HX" + "0123456789abcdef" * 2


def load(folder: Path, text: str) -> dict[str, str]:
    file = folder / "crm.toml"
    file.write_text(f'workbook = "book.xlsx"\n{text}', encoding="utf-8")
    return load_settings(file).twilio.content


def test_approved_whatsapp_templates_are_named_by_template_and_language(tmp_path: Path) -> None:
    assert load(tmp_path, "") == {}
    text = f'[twilio.content]\n"birthday_customer.id" = "{HX}"\n"winback.en" = "{HX}"\n'
    assert load(tmp_path, text) == {"birthday_customer.id": HX, "winback.en": HX}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("birthday_customer", HX),
        ("birthday_customer.fr", HX),
        ("birthday_customer.whatsapp.id", HX),
        ("../x.id", HX),
        ("birthday_customer.id", HX[:-1]),
        ("birthday_customer.id", "MG" + HX[2:]),
        ("birthday_customer.id", f"{HX}\\n"),
    ],
)
def test_a_slip_in_it_is_refused_and_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="content"):
        load(tmp_path, f'[twilio.content]\n"{name}" = "{value}"\n')
