"""Google's answer with all cells against what a competent user would write instead: `json.loads` and pandas.

    python benchmarks/google_json.py                      50,000 customers, 200,000 transactions
    python benchmarks/google_json.py --rows 20000         20,000 transactions of 5,000 customers

Both sides read the same bytes in one process, in turns, the quickest of three counts; memory is taken from a fresh
process for each side. Exit code 1 when the tables differ; a missed target for time is only printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from measure import CommandFailed, measure

ROWS = 200_000
ROWS_PER_CUSTOMER = 4
RUNS = 3
TIMES_FASTER = 3
SEED = 20261120
CUSTOMERS, TRANSACTIONS = "Pelanggan", "Transaksi"

FIRST_NAMES = ["Budi", "Sari", "Agus", "Dewi", "Rina", "Joko", "Putri", "Hendra", "Maya", "Yusuf", "Ni Luh", "I Made"]
LAST_NAMES = ["Santoso", "Wijaya", "Lestari", "Hidayat", "Siregar", "Nasution", "Kurniawan", "Halim", "Tanoto"]
CITIES = ["Bandung", "Surabaya", "Jakarta Selatan", "Medan", "Denpasar", "Makassar", "Yogyakarta", "Semarang"]
STREETS = ["Jl. Merdeka", "Jl. Asia Afrika", "Jl. Jenderal Sudirman", "Gg. Melati", "Jl. Diponegoro"]
STAFF = ["Sari Dewi", "Joko Susilo", "Maria Ulfa", "Bambang Pamungkas"]
HOBBIES = ["memasak", "sepak bola, memancing", "membaca", "berkebun", "naik gunung, fotografi", ""]
NOTES = ["", "", "", "Minta ditelepon sesudah jam 5 sore", 'Suka kopi, jangan hubungi saat rapat "mingguan"']


def main() -> int:
    """Build, time, compare, print."""
    arguments = _arguments()
    if arguments.side:
        SIDES[arguments.side](arguments.answer.read_bytes())
        return 0
    if arguments.answer:
        arguments.answer.write_bytes(answer(arguments.rows))
        return 0
    try:
        return benchmark(arguments.rows)
    except CommandFailed as error:
        print(error)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help="transactions; there are four for each customer")
    parser.add_argument("--answer", type=Path, help="only build the answer into this file")
    parser.add_argument("--side", choices=SIDES, help="only read the answer once, this way")
    return parser.parse_args()


def benchmark(rows: int) -> int:
    """Both sides on the same answer; gives the exit code."""
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        path = Path(folder) / "answer.json"
        this = [sys.executable, __file__, "--answer", path]
        measure([*this, "--rows", str(rows)])
        memory = {side: measure([*this, "--side", side])[0].memory for side in SIDES}
        raw = path.read_bytes()
    print(f"{rows // ROWS_PER_CUSTOMER:,} customers and {rows:,} transactions, {len(raw) / 1e6:.0f} MB of JSON")
    best = best_times(raw)
    for side, seconds in best.items():
        print(f"{side:8} {seconds:6.2f} s   {len(raw) / 1e6 / seconds:5.0f} MB/s   peak {memory[side]:5.0f} MB")
    ratio = best["pandas"] / best["ours"]
    print(f"{ratio:.1f} times faster (target: {TIMES_FASTER})" + ("" if ratio >= TIMES_FASTER else ": MISSED"))
    found = differences(raw)
    print("\n".join(found) or "the tables are the same")
    return int(bool(found))


def best_times(raw: bytes) -> dict[str, float]:
    """The quickest of some runs of each side, in turns, in seconds."""
    best = dict.fromkeys(SIDES, float("inf"))
    for _ in range(RUNS):
        for side, read in SIDES.items():
            started = time.perf_counter()
            read(raw)
            best[side] = min(best[side], time.perf_counter() - started)
    return best


def read_ours(raw: bytes) -> Mapping[str, Any]:
    """What the product does: a raw table for each tab."""
    from crm_sheets.workbook.google.outline import outline_of
    from crm_sheets.workbook.google.reading import read_tabs

    sheets = [{"properties": {"title": title}} for title in (CUSTOMERS, TRANSACTIONS)]
    return read_tabs(raw, outline_of({"spreadsheetId": "s", "sheets": sheets}))


def read_with_pandas(raw: bytes) -> Mapping[str, Any]:
    """What a user would write: a frame of texts for each tab, under its own headers, blank where a column is short."""
    import pandas as pd

    frames = {}
    for title, found in zip((CUSTOMERS, TRANSACTIONS), json.loads(raw)["valueRanges"], strict=True):
        height = max(len(column) for column in found["values"])
        columns = {column[0]: column[1:] + [""] * (height - len(column)) for column in found["values"]}
        frames[title] = pd.DataFrame(columns).astype(str)
    return frames


SIDES: dict[str, Callable[[bytes], Mapping[str, Any]]] = {"ours": read_ours, "pandas": read_with_pandas}


def differences(raw: bytes) -> list[str]:
    """Where the two sides read something else, in words."""
    ours, theirs = read_ours(raw), read_with_pandas(raw)
    return [text for title in ours for text in _of_tab(title, ours[title], theirs[title])]


def _of_tab(title: str, ours: Any, theirs: Any) -> Iterator[str]:
    if (ours.header, ours.cells.shape) != (tuple(theirs.columns), theirs.shape):
        yield f"{title}: {ours.cells.shape} under {ours.header} against {theirs.shape} under {tuple(theirs.columns)}"
        return
    for header, column in zip(ours.header, ours.cells.iter_columns(), strict=True):
        pairs = zip(column, theirs[header], strict=True)
        unequal = [(one, other) for one, other in pairs if not _same(one, other)]
        if unequal:
            yield f"{title}, {header}: {len(unequal)} cells, the first {unequal[0][0]!r} against {unequal[0][1]!r}"


def _same(ours: str | None, theirs: str) -> bool:
    """Blank cells, booleans and the last decimals look different on either side and are the same."""
    if ours in (None, "true", "false"):
        return theirs == (ours or "").title()
    return ours == theirs or abs(float(ours) - float(theirs)) < 1e-9


def answer(rows: int) -> bytes:
    """Google's answer to a batch read of both tabs by columns, unformatted, dates as serial numbers."""
    chance = random.Random(SEED)  # noqa: S311 - the same sample every time
    tabs = {
        CUSTOMERS: _customers(chance, rows // ROWS_PER_CUSTOMER),
        TRANSACTIONS: _transactions(chance, rows, rows // ROWS_PER_CUSTOMER),
    }
    ranges = [_value_range(title, columns) for title, columns in tabs.items()]
    return json.dumps({"spreadsheetId": "s", "valueRanges": ranges}, ensure_ascii=False, separators=(",", ":")).encode()


def _value_range(title: str, columns: Mapping[str, Sequence[object]]) -> dict[str, object]:
    values = [[header, *cells] for header, cells in columns.items()]
    for column in values:
        while column[-1] == "":
            column.pop()
    return {"range": f"{title}!A1:AZ{len(values[0])}", "majorDimension": "COLUMNS", "values": values}


def _customers(chance: random.Random, count: int) -> dict[str, list[object]]:
    """The columns of the customers tab by header, as a team fills them."""
    numbers = range(count)

    def some(values: Sequence[object]) -> list[object]:
        return [chance.choice(values) for _ in numbers]

    names = [f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}" for _ in numbers]
    return {
        "ID Pelanggan": [f"C{number:05}" for number in numbers],
        "Nama": [*names],
        "Sapaan": some(["Bapak", "Ibu", "Kak", ""]),
        "Jenis": some(["Perorangan", "Perusahaan"]),
        "Bentuk": some(["Pelanggan", "Prospek"]),
        "Status": some(["Aktif", "Aktif", "Tidak aktif"]),
        "No. HP": [_phone(chance) for _ in numbers],
        "Email": [f"{name.lower().replace(' ', '.')}{number}@example.com" for number, name in enumerate(names)],
        "Media sosial": [f"@{name.split()[0].lower()}{number}" for number, name in enumerate(names)],
        "Saluran pilihan": some(["WhatsApp", "SMS", "Email", ""]),
        "Tanggal lahir": [chance.randrange(18_000, 39_000) for _ in numbers],
        "Jenis kelamin": some(["L", "P"]),
        "Agama": some(["Islam", "Kristen", "Katolik", "Hindu", ""]),
        "Bahasa": some(["id", "en"]),
        "Gaya bahasa": some(["formal", "santai"]),
        "Zona waktu": some(["Asia/Jakarta", "Asia/Makassar", ""]),
        "Alamat": [f"{chance.choice(STREETS)} No. {chance.randrange(1, 200)}, RT 03/RW 05" for _ in numbers],
        "Kota": some(CITIES),
        "Cabang": some(["Pusat", "Timur"]),
        "Penanggung jawab": some(STAFF),
        "Sumber": some(["Iklan", "Referensi", "Pameran"]),
        "Pekerjaan": some(["Guru", "Wiraswasta", "Karyawan swasta", "Dokter"]),
        "Penghasilan per bulan": [chance.randrange(3, 90) * 500_000 for _ in numbers],
        "Hobi": some(HOBBIES),
        "Suka": some(["kopi", "teh hijau", ""]),
        "Kebiasaan belanja": some(["awal bulan", "akhir pekan", ""]),
        "Setuju": some([True, False]),
        "Pelanggan sejak": [chance.randrange(42_000, 46_300) for _ in numbers],
        "Terakhir diverifikasi": some(["", "", 46_000, 46_200.375]),
        "Catatan": some(NOTES),
    }


def _phone(chance: random.Random) -> object:
    """Most are texts; some a person typed as a number, which lost its zero."""
    digits = chance.randrange(81_100_000_000, 89_999_999_999)
    return digits if chance.random() < 0.1 else f"0{digits}"


def _transactions(chance: random.Random, count: int, customers: int) -> dict[str, list[object]]:
    """The columns of the transactions tab by header."""
    numbers = range(count)
    prices = [chance.randrange(2, 400) * 2_500 for _ in numbers]
    return {
        "No. Nota": [f"T{number:06}" for number in numbers],
        "ID Pelanggan": [f"C{chance.randrange(customers):05}" for _ in numbers],
        "Tanggal": [chance.randrange(45_200, 46_346) for _ in numbers],
        "ID Produk": [f"P{chance.randrange(1, 40):02}" for _ in numbers],
        "Jumlah": [chance.choice([1, 1, 2, 3, 0.5, 1.25]) for _ in numbers],
        "Nilai": [*prices],
        "Biaya": [round(price * 0.6125, 2) for price in prices],
        "Cabang": [chance.choice(["Pusat", "Timur"]) for _ in numbers],
        "Petugas": [chance.choice(STAFF) for _ in numbers],
        "Cara bayar": [chance.choice(["tunai", "transfer", "QRIS"]) for _ in numbers],
        "Lunas": [chance.random() < 0.9 for _ in numbers],
        "Catatan": [chance.choice(NOTES) for _ in numbers],
    }


if __name__ == "__main__":
    sys.exit(main())
