"""What cannot be read or written says why, and leaves the file as it was."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import polars as pl
import pytest
from workbook_builders import part, plain_workbook, profiles, with_parts

from crm_sheets.content import Append, Changes, ShownColumn, Snapshot
from crm_sheets.errors import (
    WorkbookChanged,
    WorkbookError,
    WorkbookLocked,
    WorkbookNotFound,
    WorkbookUnreadable,
)
from crm_sheets.workbook.raw import raw_tab
from crm_sheets.workbook.xlsx import XlsxWorkbook
from crm_sheets.workbook.xlsx.files import version_of
from crm_sheets.workbook.xlsx.package import Package

OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
CHANGES = Changes((profiles(),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / "buku kita.xlsx", {"Pelanggan": [["ID"], ["C1"]]})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty.*backup"),
        (b"nama,kota\n", "is not an Excel workbook"),
        (OLD_FORMAT, r"old \.xls format.*save it as"),
        (OLD_FORMAT + "EncryptedPackage".encode("utf-16-le"), "password.*take the password off"),
        (b"PK\x03\x04 and then nothing", "damaged.*repair"),
    ],
)
def test_what_is_no_workbook_says_so_and_what_to_do(path: Path, content: bytes, words: str) -> None:
    path.write_bytes(content)
    with pytest.raises(WorkbookUnreadable, match=words):
        XlsxWorkbook(path).read()


def test_a_missing_file_and_a_folder_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(WorkbookNotFound, match=r"no workbook at .*lain\.xlsx"):
        XlsxWorkbook(tmp_path / "lain.xlsx").read()
    with pytest.raises(WorkbookNotFound, match="is a folder"):
        XlsxWorkbook(tmp_path).read()


def test_a_file_that_was_cut_short_or_has_a_broken_part_is_unreadable(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WorkbookUnreadable, match="Open it in Excel"):
        XlsxWorkbook(path).read()
    path.write_bytes(whole)
    with_parts(path, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row></wrong>"})
    with pytest.raises(WorkbookUnreadable, match="Open it in Excel"):
        XlsxWorkbook(path).read()


@pytest.mark.parametrize("name", ["xl/workbook.xml", "_rels/.rels", "xl/worksheets/sheet1.xml"])
def test_a_file_without_a_part_that_it_needs_is_unreadable(path: Path, name: str) -> None:
    with pytest.raises(WorkbookUnreadable):
        XlsxWorkbook(with_parts(path, {name: None})).read()


def test_a_picture_document_in_a_zip_is_unreadable(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(WorkbookUnreadable, match="no workbook part"):
        XlsxWorkbook(path).read()


@pytest.mark.parametrize(
    ("lock", "content"),
    [
        ("~$buku kita.xlsx", b"\x04Sari" + b" " * 50),
        (".~lock.buku kita.xlsx#", b",Sari,komputer,20.11.2026 08:00,file:///x;"),
    ],
)
def test_a_lock_file_stops_the_write_and_says_who_has_it_open(path: Path, lock: str, content: bytes) -> None:
    (path.parent / lock).write_bytes(content)
    before = path.read_bytes()
    workbook = XlsxWorkbook(path)
    snapshot = workbook.read()
    with pytest.raises(WorkbookLocked, match=r"open \(by Sari\).*delete that file") as caught:
        workbook.write(CHANGES, snapshot)
    assert caught.value.exit_code == 5
    assert path.read_bytes() == before


def test_a_change_in_the_last_moment_is_noticed_and_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = XlsxWorkbook(path)
    snapshot = workbook.read()
    write = Package.write

    def write_while_somebody_saves(package: Package, file: object) -> None:
        write(package, file)  # type: ignore[arg-type]
        plain_workbook(path, {"Pelanggan": [["ID"], ["C1"], ["C2"]]})

    monkeypatch.setattr(Package, "write", write_while_somebody_saves)
    with pytest.raises(WorkbookChanged, match="nothing was written"):
        workbook.write(CHANGES, snapshot)
    assert workbook.read().tabs["Pelanggan"].cells.height == 2
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device.*has room"),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "Permission denied.*permission for the file and its folder",
        ),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
def test_when_the_disk_refuses_the_old_file_stays_and_nothing_is_left_over(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str, step: str
) -> None:
    workbook = XlsxWorkbook(path)
    snapshot, before = workbook.read(), path.read_bytes()

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path if step == "replace" else os, step, refuse)
    with pytest.raises(WorkbookError, match=words):
        workbook.write(CHANGES, snapshot)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_in_is_a_helpful_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook = XlsxWorkbook(path)
    snapshot = workbook.read()

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("crm_sheets.workbook.xlsx.files.tempfile.mkstemp", refuse)
    with pytest.raises(WorkbookError, match="was not changed"):
        workbook.write(CHANGES, snapshot)


def test_whether_it_can_be_written_is_known_before_anything_is_sent(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = XlsxWorkbook(path)
    snapshot, before = workbook.read(), path.stat()
    workbook.prove_writable(snapshot)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    lock = path.with_name(f"~${path.name}")
    lock.touch()
    with pytest.raises(WorkbookLocked):
        workbook.prove_writable(snapshot)
    lock.unlink()
    full = SimpleNamespace(total=100, used=99, free=1)
    monkeypatch.setattr("crm_sheets.workbook.xlsx.files.shutil.disk_usage", lambda folder: full)
    with pytest.raises(WorkbookError, match=r"No space left on device.*has room"):
        workbook.prove_writable(snapshot)


def test_a_folder_that_lets_nobody_make_files_is_known_before_anything_is_sent(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = XlsxWorkbook(path)
    snapshot = workbook.read()

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("crm_sheets.workbook.xlsx.files.tempfile.NamedTemporaryFile", refuse)
    with pytest.raises(WorkbookError, match="permission for the file and its folder"):
        workbook.prove_writable(snapshot)


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_with_broken_text_is_found_before_anything_is_written(path: Path, name: str) -> None:
    workbook = XlsxWorkbook(path)
    with_parts(path, {name: part(path, name).encode().replace(b"<", b"\x82<", 4)})
    damaged = path.read_bytes()
    since = Snapshot({"Pelanggan": raw_tab("Pelanggan", pl.DataFrame({"A": ["ID", "C1"]}))}, version_of(damaged))
    with pytest.raises(WorkbookUnreadable, match="Open it in Excel"):
        workbook.write(Changes(appends=(Append("Pelanggan", *_id_column()),)), since)
    assert path.read_bytes() == damaged


def _id_column() -> tuple[pl.DataFrame, tuple[ShownColumn, ...]]:
    return pl.DataFrame({"id": ["C2"]}), (ShownColumn("id", "ID"),)


def test_what_a_killed_run_left_behind_is_swept_away(path: Path) -> None:
    old, young = path.with_name(".crm-sheets-a.tmp"), path.with_name(".crm-sheets-b.tmp")
    for left in (old, young):
        left.touch()
    os.utime(old, (1, 1))
    workbook = XlsxWorkbook(path)
    workbook.write(CHANGES, workbook.read())
    assert young.exists()
    assert not old.exists()


def test_the_strict_variant_is_read_but_not_written(path: Path) -> None:
    main, strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    with_parts(path, {"xl/workbook.xml": part(path, "xl/workbook.xml").replace(main, strict).encode()})
    workbook = XlsxWorkbook(path)
    with pytest.raises(WorkbookUnreadable, match="Strict Open XML"):
        workbook.write(CHANGES, workbook.read())


def test_touching_the_file_without_changing_it_does_not_count_as_a_change(path: Path) -> None:
    workbook = XlsxWorkbook(path)
    snapshot = workbook.read()
    os.utime(path, (1, 1))
    workbook.write(CHANGES, snapshot)
    assert "Profil" in workbook.read().tabs
