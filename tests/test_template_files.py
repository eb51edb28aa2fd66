"""Templates and the files that e-mails carry along: a team's folder first, nothing from outside."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crm_sheets.model import LARGEST_ATTACHMENT
from crm_sheets.settings import load_settings
from crm_sheets.template_files import attachment_reader
from crm_sheets.workspace import Workspace


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "own", tmp_path / "shipped"]
    for folder in made:
        (folder / "files").mkdir(parents=True)
        (folder / "files" / "both.pdf").write_bytes(folder.name.encode())
        (folder / "beside.pdf").write_bytes(b"beside")
    (made[1] / "files" / "only.pdf").write_bytes(b"only shipped")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    return made


def test_the_teams_file_goes_before_the_shipped_one(folders: list[Path]) -> None:
    read = attachment_reader(folders)
    assert read("both.pdf") == b"own"
    assert read("only.pdf") == b"only shipped"
    assert attachment_reader([folders[0] / "none", folders[1]])("both.pdf") == b"shipped"


@pytest.mark.parametrize(
    "name",
    ["none.pdf", "", ".", "..", "../beside.pdf", "../../secret.pdf", "files/both.pdf", "a\\b", "both.pdf\0", "x" * 300],
)
def test_what_is_not_there_or_is_no_plain_name_is_not_found(name: str, folders: list[Path]) -> None:
    with pytest.raises(FileNotFoundError):
        attachment_reader(folders)(name)
    with pytest.raises(FileNotFoundError):
        attachment_reader(folders)(str(folders[0].parent / "secret.pdf"))


def test_a_link_may_not_lead_out_of_the_folder(folders: list[Path]) -> None:
    files = folders[0] / "files"
    (files / "out.pdf").symlink_to(folders[0].parent / "secret.pdf")
    (files / "beside.pdf").symlink_to("../beside.pdf")
    (files / "inside.pdf").symlink_to("both.pdf")
    (files / "loop.pdf").symlink_to("loop.pdf")
    (files / "folder.pdf").mkdir()
    os.mkfifo(files / "pipe.pdf")
    read = attachment_reader(folders)
    assert read("inside.pdf") == b"own"
    for name in ("out.pdf", "beside.pdf", "loop.pdf", "folder.pdf", "pipe.pdf"):
        with pytest.raises(FileNotFoundError):
            read(name)


def test_a_folder_of_files_that_is_itself_a_link_is_not_read(folders: list[Path], tmp_path: Path) -> None:
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "files").symlink_to(folders[0] / "files")
    with pytest.raises(FileNotFoundError):
        attachment_reader([tmp_path / "linked"])("both.pdf")


def test_the_folder_of_templates_may_be_a_link(folders: list[Path], tmp_path: Path) -> None:
    (tmp_path / "templates").symlink_to(folders[0])
    assert attachment_reader([tmp_path / "templates"])("both.pdf") == b"own"


def test_of_a_file_that_is_too_large_no_more_is_read_than_it_takes_to_know(folders: list[Path]) -> None:
    with (folders[0] / "files" / "film.mp4").open("wb") as stream:
        stream.truncate(LARGEST_ATTACHMENT * 40)
    assert len(attachment_reader(folders)("film.mp4")) == LARGEST_ATTACHMENT + 1


def test_a_team_puts_its_files_beside_its_own_templates(tmp_path: Path) -> None:
    (tmp_path / "templates" / "files").mkdir(parents=True)
    (tmp_path / "templates" / "files" / "brosur.pdf").write_bytes(b"%PDF")
    workspace = Workspace(load_settings(workbook=tmp_path / "book.xlsx"))
    assert workspace.attachments("brosur.pdf") == b"%PDF"
    with pytest.raises(FileNotFoundError):
        workspace.attachments("birthday_customer.sms.id.txt")
