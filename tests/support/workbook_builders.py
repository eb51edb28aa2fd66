"""Workbook files for tests, and looking into them."""

from __future__ import annotations

import struct
import subprocess
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import xlsxwriter
from real_parts import need

from crm_sheets.content import Append, Block, Chart, ChartKind, Format, JobTab, ShownColumn


def plain_workbook(path: Path, tabs: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A workbook of texts and numbers, as a person might have typed them."""
    with xlsxwriter.Workbook(path) as workbook:
        for title, rows in tabs.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                for position, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(number, position, value)
                    elif value is not None:
                        sheet.write(number, position, value)
    return path


def png() -> bytes:
    """A picture of one red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def rich_workbook(path: Path) -> Path:
    """A team's workbook with much that other programs lose: chart, picture, drop-down, sparkline, text box ..."""
    with xlsxwriter.Workbook(path) as workbook:
        bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "dd/mm/yyyy"})
        people = workbook.add_worksheet("Pelanggan")
        people.write_row(0, 0, ["ID Pelanggan", "Nama", "Nilai", "Sejak"], bold)
        for row in range(1, 6):
            people.write_row(row, 0, [f"C{row}", f"Nama {row}", row * 10])
            people.write_number(row, 3, 45000 + row, day)
        people.write_rich_string(6, 1, "Nama ", bold, "tebal", " lagi")
        people.write_formula(7, 2, "=SUM(C2:C6)", None, 150)
        people.data_validation("B2:B9", {"validate": "length", "criteria": "<", "value": 50})
        people.conditional_format("C2:C6", {"type": "3_color_scale"})
        people.write_comment("A2", "Jangan dihapus")
        people.add_sparkline("F2", {"range": "Pelanggan!C2:C6"})
        people.insert_textbox("H2", "Catatan tim")
        people.insert_image("H12", "titik.png", {"image_data": BytesIO(png())})
        people.autofilter("A1:D6")
        people.print_area("A1:D8")
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=Pelanggan!$C$2:$C$6"})
        people.insert_chart("K2", chart)
        queue = workbook.add_worksheet("Antrean")
        queue.write_row(0, 0, ["Kunci", "Warna", "Pelanggan", "Tanggal", "Selesai?"], bold)
        queue.write_row(1, 0, ["k0", "merah", "Budi"])
        queue.data_validation("E2:E100", {"validate": "list", "source": ["ya", "tidak"]})
        queue.conditional_format("A2:E100", {"type": "no_blanks", "format": bold})
        queue.write_url(1, 5, "https://example.com/lama", string="lama")
        workbook.add_chartsheet("Grafik").set_chart(_other_chart(workbook))
        workbook.define_name("Nilai", "=Pelanggan!$C$2:$C$6")
    return path


def _other_chart(workbook: xlsxwriter.Workbook) -> object:
    chart = workbook.add_chart({"type": "pie"})
    chart.add_series({"values": "=Pelanggan!$C$2:$C$6"})
    return chart


def profiles(rows: int = 3, **columns: Sequence[object]) -> JobTab:
    """A plain list of `rows` customers; `columns` adds or replaces frame columns."""
    frame = pl.DataFrame({"id": [f"C{row}" for row in range(1, rows + 1)], "tier": ["Gold"] * rows} | columns)
    shown = [ShownColumn(name, f"Kolom {name}") for name in frame.columns]
    return JobTab("Profil", (Block(frame, tuple(shown)),))


def report(heading: str = "Laporan") -> JobTab:
    """A report with two blocks and two charts."""
    frame = pl.DataFrame({"tier": ["Gold", "Silver"], "count": [3, 5]})
    columns = (ShownColumn("tier", "Tingkat"), ShownColumn("count", "Jumlah", Format.INTEGER))
    blocks = (Block(frame, columns, "Per tingkat", "Semua cabang"), Block(frame, columns, "Lagi"))
    charts = (
        Chart("Pelanggan", ChartKind.COLUMN, 0, "tier", ("count",)),
        Chart("Bagian", ChartKind.PIE, 1, "tier", ("count",)),
    )
    return JobTab("Segmen", blocks, charts, heading, "per hari ini")


def queue_rows(*keys: str, **columns: Sequence[object]) -> Append:
    """Rows for the queue; its columns stand in another order than in `rich_workbook`."""
    frame = pl.DataFrame(
        {"customer": [f"Nama {key}" for key in keys], "done": [None] * len(keys), "key": list(keys)} | columns,
        schema_overrides={"done": pl.String, "customer": pl.String, "key": pl.String},
    )
    headers = {"customer": "Pelanggan", "done": "Selesai?", "key": "Kunci"}
    shown = tuple(
        ShownColumn(
            name, headers.get(name, name), people_fill=name == "done", choices=("ya",) if name == "done" else ()
        )
        for name in frame.columns
    )
    return Append("Antrean", frame, shown)


def raw_parts(path: Path) -> dict[str, bytes]:
    """Every part as it lies in the archive: local header and compressed data."""
    content = path.read_bytes()
    found = {}
    with ZipFile(path) as archive:
        for info in archive.infolist():
            name_size, extra_size = struct.unpack_from("<HH", content, info.header_offset + 26)
            end = info.header_offset + 30 + name_size + extra_size + info.compress_size
            found[info.filename] = content[info.header_offset : end]
    return found


def part(path: Path, name: str) -> str:
    """A part as text."""
    with ZipFile(path) as archive:
        return archive.read(name).decode()


def with_parts(path: Path, changes: Mapping[str, bytes | None]) -> Path:
    """Replace, add or (None) remove parts of a workbook file."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= changes
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return path


def saved_by_libreoffice(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """The file as LibreOffice writes it after opening it; skips or fails without LibreOffice."""
    program = need("soffice")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"
