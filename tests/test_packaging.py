"""What is installed elsewhere carries its templates, jobs and sample."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel that was made from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(PROJECT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def test_the_sdist_has_what_a_packager_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {"README.md", "LICENSE", "Makefile", "sample_sheet.xlsx", "jobs/nightly.py", "requirements.lock"}


def test_an_installed_wheel_runs_a_day_of_its_own_sample(built: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")  # noqa: S202 - our own wheel
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def crm(*arguments: str, folder: Path) -> str:
        code = (
            "import sys, crm_sheets; sys.argv[0] = 'crm-sheets'; from crm_sheets.cli import entry;"
            "print(crm_sheets.__file__, file=sys.stderr); entry()"
        )
        command = [sys.executable, "-c", code, *arguments]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
        assert result.returncode == 0, result.stderr
        assert str(tmp_path / "site") in result.stderr, "the wheel is what ran, not the checkout"
        return result.stdout

    crm("init", "team", folder=tmp_path)
    summary = crm("run", "nightly", "--as-of", "2026-11-20", folder=tmp_path / "team")
    assert "nightly" in summary
    assert list((tmp_path / "team" / "outbox").rglob("*--*"))
