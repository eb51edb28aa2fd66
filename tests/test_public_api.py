"""The names that scripts of a team may rely on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import crm_sheets


def test_there_are_at_most_twenty_public_names() -> None:
    assert len(crm_sheets.__all__) <= 20
    assert sorted(crm_sheets.__all__) == sorted(crm_sheets.HOMES)


def test_every_public_name_is_there_and_documented() -> None:
    undocumented = [name for name in crm_sheets.__all__ if not (getattr(crm_sheets, name).__doc__ or name == "JOBS")]
    assert undocumented == []


def test_another_name_is_an_attribute_error() -> None:
    assert not hasattr(crm_sheets, "frobnicate")


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys; from crm_sheets.cli import main; main(['--help']); main(['run', '--help']);"
        "print([n for n in ('polars', 'sqlalchemy', 'jinja2', 'pydantic', 'phonenumbers') if n in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip().endswith("[]")


def test_the_example_of_the_package_runs(sample_copy: Path) -> None:
    from crm_sheets import JOBS, Workspace, load_settings, run

    summary = run(Workspace(load_settings(workbook=sample_copy)), JOBS["validate"])
    assert "crm_sheets validate" in summary.as_text("en")
