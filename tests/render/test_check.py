"""Every template that a program needs is looked at before anybody waits for its message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from message_samples import PROGRAM, loader
from small_books import book_of

from crm_sheets.model import Medium, ProblemCode, Program, Severity, Text
from crm_sheets.problems import describe
from crm_sheets.render import check_templates
from crm_sheets.tables import PROBLEMS

BOOK = book_of({"programs": {"template": "Templat"}}, programs=[])
GOOD = "Halo {{ greeting_name }}, {{ subject.policy_id }} {{ settings.company }}"


def hints(templates: dict[str, str], *programs: Program, language: str = "id", **options: Any) -> list[str]:
    rows = check_templates(loader(templates), programs or (PROGRAM,), BOOK, language, **options)
    return [row["hint"] for row in rows]


def test_good_templates_have_no_problems() -> None:
    assert hints({"t.sms.id.txt": GOOD}) == []
    assert hints({"t.sms.en.txt": GOOD}) == []
    assert hints({}, replace(PROGRAM, media=())) == []


def test_a_medium_without_a_template_in_any_language_says_which_file_to_make() -> None:
    program = replace(PROGRAM, media=(Medium.SMS, Medium.WHATSAPP, Medium.EMAIL, Medium.CALL))
    assert hints({}, replace(program, media=(Medium.CALL,))) == ['templat tidak ada; buat "t.call.id.txt"']
    assert hints({"t.sms.id.txt": GOOD}, program) == [
        'belum ada templat untuk E-mail, jadi hanya saluran lain yang dipakai; buat "t.email.id.txt"',
        'belum ada templat untuk Telepon, jadi hanya saluran lain yang dipakai; buat "t.call.id.txt"',
    ]


def test_in_english_the_english_file_is_named() -> None:
    call = replace(PROGRAM, media=(Medium.CALL,))
    assert hints({}, call, language="en") == ['there is no template; make "t.call.en.txt"']


def test_a_medium_without_a_template_only_warns_while_another_medium_goes() -> None:
    program = replace(PROGRAM, media=(Medium.WHATSAPP, Medium.SMS))
    (row,) = check_templates(loader({"t.whatsapp.id.txt": GOOD}), [program], BOOK, "en")
    assert (row["severity"], "t.sms.en.txt" in row["hint"]) == (Severity.WARNING.value, True)
    rows = check_templates(loader({}), [program], BOOK)
    assert {row["severity"] for row in rows} == {Severity.ERROR.value}


@pytest.mark.parametrize("source", ["", " \n", "{# nothing yet #}", "{% set a = 1 %}\n{% if a %}\n{% endif %}"])
def test_an_empty_template_is_told_at_once(source: str) -> None:
    assert hints({"t.sms.id.txt": source}) == ["t.sms.id.txt: templatnya kosong"]
    email = replace(PROGRAM, media=(Medium.EMAIL,))
    assert hints({"t.email.id.txt": f"Subject: Halo\n\n{source}"}, email) == ["t.email.id.txt: templatnya kosong"]


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("customer.kota", "customer.city"),
        ("customer.No. HP", "customer.phone"),
        ("customer.tanggal_lahir", "customer.birth_date"),
        ("subject.premi", "subject.premium"),
        ("profile.kota", "profile.city"),
        ("profile.tingkatan", "profile.tier"),
    ],
)
def test_a_label_in_either_language_leads_to_the_field(field: str, meant: str) -> None:
    place, _, name = field.partition(".")
    fields = {"tier": Text("Tingkatan", "Tier"), "city": Text("", "")}
    (hint,) = hints({"t.sms.id.txt": f"{{{{ {place}['{name}'] }}}}"}, profile_fields=fields)
    assert hint == f't.sms.id.txt, baris 1: "{field}" tidak ada; maksudnya "{meant}"?'


def test_faults_are_found_in_every_language_with_file_and_line() -> None:
    templates = {
        "t.sms.id.txt": "Halo\n{{ customer.nmae }} {{ subject.premum }}",
        "t.sms.en.txt": "{% if %}",
    }
    found = hints(templates, language="en")
    assert found == [
        't.sms.en.txt, line 1: something is missing before "%}"',
        't.sms.id.txt, line 2: there is no "customer.nmae"; did you mean "customer.name"?',
        't.sms.id.txt, line 2: there is no "subject.premum"; did you mean "subject.premium"?',
    ]


def test_fields_of_the_subject_are_those_of_the_occasions_tab() -> None:
    family = replace(PROGRAM, occasion="family.birth_date")
    assert hints({"t.sms.id.txt": "{{ subject.relation }}"}, family) == []
    assert "subject.policy_id" in hints({"t.sms.id.txt": "{{ subject.policy_id }}"}, family)[0]


def test_profile_fields_are_checked_when_they_are_known() -> None:
    templates = {"t.sms.id.txt": "{{ profile.teir }}"}
    assert hints(templates) == []
    assert 'maksudnya "profile.tier"' in hints(templates, profile_fields=["tier", "age"])[0]


def test_sensitive_fields_are_refused_in_an_sms_only() -> None:
    both = replace(PROGRAM, media=(Medium.SMS, Medium.WHATSAPP), occasion="customers.birth_date")
    templates = {"t.sms.id.txt": "{{ subject.health }}", "t.whatsapp.id.txt": "{{ subject.health }}"}
    assert [hint.split(":")[0] for hint in hints(templates, both)] == ["t.sms.id.txt, baris 1"]


def test_included_and_extended_templates_are_looked_at_too() -> None:
    assert hints({"t.sms.id.txt": "{% include 'sign.txt' %}"}) == ['t.sms.id.txt: "sign.txt" tidak ada']
    broken = {"t.sms.id.txt": "{% include 'sign.txt' %}", "sign.txt": "{% macro m() %}{% endmacro %}"}
    assert hints(broken) == ["sign.txt, baris 1: {% macro %} tidak tersedia dalam templat pesan"]
    html = {"t.email.id.txt": "Subject: S\n\nHalo", "layouts/email.html": "{{ paragrafs }}"}
    assert 'maksudnya "paragraphs"' in hints(html, replace(PROGRAM, media=(Medium.EMAIL,)))[0]


def test_problems_point_at_the_programs_cell_and_read_well() -> None:
    rows = check_templates(loader({}), [replace(PROGRAM, row=7, template="ulang")], BOOK)
    problems = pl.DataFrame(rows, schema=PROBLEMS, orient="row")
    row = problems.row(0, named=True)
    assert (row["tab"], row["column"], row["row"], row["value"]) == ("programs", "template", 7, "ulang")
    assert (row["code"], row["cell"]) == (ProblemCode.BAD_TEMPLATE.value, BOOK.cell("programs", "template", 7))
    assert "ulang.sms.id.txt" in describe(problems, "id")["remedy"][0]


def test_a_program_whose_template_name_is_nonsense_is_told_once() -> None:
    program = replace(PROGRAM, template="../x", media=(Medium.SMS, Medium.EMAIL))
    assert hints({}, program) == ['"../x" bukan nama templat: pakai huruf, angka, - dan _']
