"""`crm-sheets lint` as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crm_sheets.cli import main
from crm_sheets.dictionaries import Dictionary, find_dictionaries
from crm_sheets.errors import ConfigurationError
from crm_sheets.linting import template_files
from crm_sheets.shipped import shipped

SHIPPED = shipped("templates")

GOOD = (
    "Selamat ulang tahun, {{ greeting_name }}! Salam, {{ settings.company }}. Berhenti? WA {{ settings.reply_phone }}"
)


@pytest.fixture
def folder(sample_copy: Path) -> Path:
    """The sample with a place for templates of its own."""
    (sample_copy.parent / "templates").mkdir()
    return sample_copy.parent


def own(folder: Path, **templates: str) -> None:
    for name, text in templates.items():
        (folder / "templates" / f"{name.replace('__', '.')}.txt").write_text(text, encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str, code: int = 1) -> str:
    assert main(["lint", "-w", str(folder / "sample.xlsx"), "--language", "en", *arguments]) == code
    return capsys.readouterr().out


def found(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str, code: int = 1) -> list[dict[str, Any]]:
    answer = json.loads(said(capsys, folder, "--json", *arguments, code=code))
    return answer["findings"]


def test_a_finding_says_where_what_and_what_to_write(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(folder, birthday_customer__sms__id="Halo,\nSelamt ulang tahun, silahkan datang. WA {{ settings.reply_phone }}")
    text = said(capsys, folder, "birthday_customer.sms.id.txt")
    assert text.splitlines()[0] == "2 warnings in 1 template:"
    assert '  ! birthday_customer.sms.id.txt:2: spelling: "Selamt" is not in the Indonesian dictionary' in text
    assert 'Write "silakan".' in text


@pytest.mark.parametrize(("language", "kind"), [("id", "ejaan"), ("en", "spelling")])
def test_it_speaks_both_languages(folder: Path, capsys: pytest.CaptureFixture[str], language: str, kind: str) -> None:
    own(folder, birthday_customer__sms__id=f"Silahkan. {GOOD}")
    assert f": {kind}: " in said(capsys, folder, "birthday_customer", "--language", language)


def test_one_bad_template_never_stops_the_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(
        folder,
        a__sms__id="{% if %}",
        b__sms__id="Halo {{ customer.nmae }}",
        c__sms__id="Halo {{ 1 / 0 }}",
        d__sms__id="Silahkan balas.",
        e__email__id="no subject",
    )
    (folder / "templates" / "f.sms.id.txt").write_bytes(b"Halo \xe9")
    names = [finding["file"] for finding in found(capsys, folder, "a", "b", "c", "d", "e", "f")]
    assert list(dict.fromkeys(names)) == [
        f"{name}.txt" for name in ("a.sms.id", "b.sms.id", "c.sms.id", "d.sms.id", "e.email.id", "f.sms.id")
    ]


def test_the_teams_own_templates_and_those_of_active_programs_are_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own(folder, mine__call__en="Aim: recieve.")
    answer = json.loads(said(capsys, folder, "--json"))
    everything = json.loads(said(capsys, folder, "--json", "--all"))
    assert "mine.call.en.txt" in {finding["file"] for finding in answer["findings"]}
    assert answer["templates"] < everything["templates"] == len(template_files([folder / "templates", SHIPPED]))
    assert answer["paragraphs"] == 14


def test_a_file_for_one_register_is_read_as_such(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(
        folder,
        birthday_customer__sms__id__familiar=f"Kamu keren banget! {GOOD}",
        birthday_customer__sms__id__formal=f"Kamu keren! {GOOD}",
        birthday_customer__sms__id=GOOD,
    )
    tones = {(one["file"], one["value"]) for one in found(capsys, folder, "birthday_customer") if one["kind"] == "tone"}
    assert tones == {("birthday_customer.sms.id.formal.txt", "Kamu"), ("birthday_customer.sms.id.formal.txt", "keren")}


def test_approved_answers_are_read_in_their_cells(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(folder / "sample.xlsx")
    sheet = book["Paragraf jawaban"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("Premi dapat"))
    cell.value = "Premi dapat dibayar, silahkan  hubngi kami!!"
    book.save(folder / "sample.xlsx")
    place = f"Paragraf jawaban!{cell.coordinate}"
    kinds = {finding["kind"] for finding in found(capsys, folder) if finding["file"] == place}
    assert kinds == {"spelling", "slip", "shouting"}


def test_notes_alone_are_no_reason_to_fail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(folder, birthday_customer__sms__id=GOOD + " Semoga sehat selalu." * 4)
    (note,) = found(capsys, folder, "birthday_customer.sms.id.txt", code=0)
    assert (note["severity"], note["kind"]) == ("note", "length")
    own(folder, birthday_customer__sms__id=GOOD)
    assert said(capsys, folder, "birthday_customer.sms.id.txt", code=0) == "Nothing to correct in 1 template.\n"


def test_a_sensitive_column_in_an_sms_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(folder, birthday_customer__sms__id=GOOD + "{{ customer.religion }}")
    (error,) = found(capsys, folder, "birthday_customer.sms.id.txt")
    assert (error["severity"], "sensitive" in error["what"]) == ("error", True)


def test_a_name_that_no_template_has_is_refused_with_the_one_meant(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", "-w", str(folder / "sample.xlsx"), "birthday_custmer"]) == 2
    assert 'Did you mean "birthday_customer"?' in capsys.readouterr().err


def test_the_teams_words_are_right(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(folder, mine__call__id="Bicarakan sehatmax dulu.")
    assert [one["value"] for one in found(capsys, folder, "mine")] == ["sehatmax"]
    (folder / "templates" / "words.txt").write_text("# merek kita\nSehatMax\n", encoding="utf-8")
    assert found(capsys, folder, "mine", code=0) == []


def test_a_word_list_that_is_no_text_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "templates" / "words.txt").write_bytes(b"\xff\xfe\xe9")
    assert main(["lint", "-w", str(folder / "sample.xlsx")]) == 2
    assert "words.txt" in capsys.readouterr().err


def test_without_a_dictionary_a_loud_line_says_how_to_get_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_sheets.dictionaries.PLACES", ())
    own(folder, mine__call__id="Bicarakan kesehetan.")
    text = said(capsys, folder, "mine", code=0)
    assert text.startswith("! INDONESIAN SPELLING WAS NOT CHECKED: ")
    assert "apt install hunspell-id" in text


def test_dictionaries_of_the_operator_go_before_those_of_the_machine(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = folder / "kamus"
    place.mkdir()
    (place / "id.aff").write_text("SET UTF-8\n", encoding="utf-8")
    (place / "id.dic").write_text("2\nbicarakan\nkesehetan\n", encoding="utf-8")
    (folder / "crm.toml").write_text('workbook = "sample.xlsx"\ndictionaries = "kamus"\n', encoding="utf-8")
    own(folder, mine__call__id="Bicarakan kesehetan.")
    assert main(["lint", "--config", str(folder / "crm.toml"), "mine"]) == 0
    assert find_dictionaries(place)["id"].path == place / "id"
    assert "id" not in find_dictionaries(folder / "nothing") or find_dictionaries(None)["id"].knows("kesehatan")
    capsys.readouterr()


def test_a_dictionary_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "id.aff").write_text("SET nonsense\n", encoding="utf-8")
    (tmp_path / "id.dic").write_text("1\nkata\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Dictionary(tmp_path / "id").knows("kata")


def test_suggestions_end_when_they_have_taken_their_time(tmp_path: Path) -> None:
    (tmp_path / "id.aff").write_text("SET UTF-8\nTRY abc\n", encoding="utf-8")
    (tmp_path / "id.dic").write_text("1\nabc\n", encoding="utf-8")
    assert Dictionary(tmp_path / "id").suggest("abd") == ["abc"]
    assert Dictionary(tmp_path / "id", seconds=0).suggest("abd") == []


@pytest.mark.parametrize("broken", ["{{ custmer.name }}", "{% if %}", "{{ customer.name"])
def test_a_broken_field_hides_no_misspelling(folder: Path, capsys: pytest.CaptureFixture[str], broken: str) -> None:
    own(folder, birthday_customer__sms__id=f"Halo,\nsilahkan datang. {broken}")
    kinds = {(one["kind"], one["line"]) for one in found(capsys, folder, "birthday_customer.sms.id.txt")}
    assert ("spelling", 2) in kinds
    assert "field" in {kind for kind, _ in kinds}
