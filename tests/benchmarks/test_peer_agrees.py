"""The benchmark's peer does the same work as the product, so that beating it means something."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PEOPLE = ("--customers", "150", "--transactions", "900")


@pytest.fixture(autouse=True)
def benchmark_modules(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def test_both_sides_do_the_same_on_the_sample(tmp_path):
    command = [sys.executable, BENCHMARKS / "nightly.py", *PEOPLE, "--no-stages", "--data", tmp_path]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "results: the same on both sides" in told.stdout
    assert "150 profiles" in told.stdout


def outcome():
    from compare import Made, Outcome

    return Outcome(
        sent={"birthday_customer|P-1|2026": Made("sms", "+6281200000001", "Selamat ulang tahun!")},
        queued={"premium_call|A-1|2026-11": Made("call", "+6281200000002", "Halo")},
        profiles={"P-1": {"customer_id": "P-1", "spend_window": "1500000"}},
        problems={("Pelanggan!G5", "Nomor telepon")},
    )


def test_two_runs_with_one_outcome_have_no_differences():
    from compare import differences

    assert differences(outcome(), outcome()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sent": {}}, "message birthday_customer|P-1|2026: only ours"),
        ({"profiles": {}}, "profile P-1: only ours"),
        ({"profiles": {"P-1": {"customer_id": "P-1", "spend_window": "2"}}}, "profile P-1, spend_window: "),
        ({"problems": set()}, "problem Pelanggan!G5 (Nomor telepon): only ours"),
        (
            {"problems": {("Pelanggan!G5", "Nomor telepon"), ("Polis!A2", "Ganda")}},
            "problem Polis!A2 (Ganda): only the",
        ),
    ],
)
def test_a_difference_is_told(change, told):
    from compare import differences

    found = differences(outcome(), replace(outcome(), **change))
    assert len(found) == 1
    assert found[0].startswith(told)


def test_another_address_and_another_text_are_differences():
    from compare import Made, differences

    other = {"premium_call|A-1|2026-11": Made("call", "+6281200000003", "Hai")}
    found = differences(outcome(), replace(outcome(), queued=other))
    assert [line.split(":")[0] for line in found] == [
        "task premium_call|A-1|2026-11, address",
        "task premium_call|A-1|2026-11, text",
    ]


def test_numbers_are_compared_as_numbers():
    from compare import differences

    same = {"P-1": {"customer_id": "P-1", "spend_window": "1500000.0"}}
    assert differences(outcome(), replace(outcome(), profiles=same)) == []


def test_the_peer_reads_what_people_type():
    from peer_cells import BadCell, century, parse_amount, read_date, read_phone

    as_of = date(2026, 11, 20)
    assert read_phone("+62 (0)812-0000-0123") == ("+6281200000123", "mobile")
    assert parse_amount("Rp 1.500.000,00", money=True) == 1_500_000
    assert read_date("24 Mei 2008", as_of, past=True, birth=False) == date(2008, 5, 24)
    assert century(90, as_of, past=True) == 1990
    with pytest.raises(BadCell, match="bad_date"):
        read_date("5 Maret", as_of, past=True, birth=True)


def test_the_rules_given_to_the_peer_are_the_schema(tmp_path):
    from rules import write_rules

    write_rules(tmp_path / "rules.json")
    rules = json.loads((tmp_path / "rules.json").read_text(encoding="utf-8"))
    status = next(column for column in rules["tabs"]["customers"]["columns"] if column["name"] == "status")
    assert status["choices"]["wafat"] == "deceased"
    assert status["labels"]["deceased"] == ["Meninggal", "Deceased"]
    assert rules["settings"]["tier_gold"] == 50_000_000
