"""A template and a contact give a message, or say exactly why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from message_samples import PROGRAM, SETTINGS, TODAY, contact, loader, render

from crm_sheets.model import HandledBy, Medium, SkipReason
from crm_sheets.render import Renderer, RenderProblem
from crm_sheets.team_settings import TeamSettings
from crm_sheets.template_files import template_loader

EMAIL, SMS, WHATSAPP = Medium.EMAIL, Medium.SMS, Medium.WHATSAPP


def refused(source: str, **options: object) -> tuple[SkipReason, str]:
    with pytest.raises(RenderProblem) as caught:
        render(source, **options)  # type: ignore[arg-type]
    return caught.value.reason, caught.value.detail


# --- what a template can show ---


def test_facts_settings_and_dates_are_shown_in_the_language_of_the_message() -> None:
    source = "{{ greeting_name }}: {{ subject.premium|money }}, {{ subject.next_due }}, {{ subject.payment_frequency }}"
    assert render(source, language="id").text == "Bapak Budi: Rp1.500.000, 23 November 2026, Bulanan"
    assert render(source, language="en").text == "Mr Budi: IDR 1,500,000, 23 November 2026, Monthly"


def test_today_is_the_day_the_message_is_as_of() -> None:
    templates = loader({"t.sms.id.txt": "{{ today }}, {{ subject.next_due|days_until }} hari lagi"})
    renderer = Renderer(templates, SETTINGS)
    assert renderer.render(contact(), date(2026, 11, 21)).text == "21 November 2026, 2 hari lagi"
    assert renderer.render(contact(), date(2026, 11, 24)).text == "24 November 2026, -1 hari lagi"


def test_the_other_names_are_there() -> None:
    source = "{{ settings.company }}|{{ settings.sender }}|{{ settings.reply_phone }}|{{ owner }}|{{ medium }}"
    assert render(source).text == "Mitra Sehat Sentosa|Tim Mitra Sehat|0811-0000-9000|Rina|whatsapp"
    assert render("{{ profile.tier }} {{ profile.age }} {{ customer['name'] }}").text == "Gold 46 Budi Santoso"


def test_news_of_funds_does_not_go_to_who_holds_none() -> None:
    assert render("Halo{% if funds %} x{% endif %}").text == "Halo"
    assert refused("{% for fund in funds %}{{ fund.name }}{% endfor %}") == (SkipReason.MISSING_VALUE, "funds")


def test_years_are_not_grouped_and_decimals_follow_the_language() -> None:
    assert render("{{ occasion_date.year }} {{ 2.5 }} {{ 3.0 }}", language="id").text == "2026 2,5 3"
    assert render("{{ occasion_date.year }} {{ 2.5 }} {{ true }}", language="en").text == "2026 2.5 yes"


def test_a_choice_compares_by_value_and_by_label_in_any_case() -> None:
    source = "{% if subject.payment_frequency == '%s' %}yes{% else %}no{% endif %}"
    for name, answer in (("monthly", "yes"), ("BULANAN", "yes"), ("yearly", "no")):
        assert render(source.replace("%s", name)).text == answer
    assert render("{% if subject.payment_frequency in ('yearly', 'monthly') %}yes{% endif %}").text == "yes"


def test_a_fact_row_named_as_in_the_contact_contract_is_understood_too() -> None:
    plain = contact(WHATSAPP)
    facts = {"customer": plain.facts["customer"], "subject_row": {"policy_id": "POL-9"}}
    renderer = Renderer(loader({"t.whatsapp.id.txt": "{{ subject.policy_id }}"}), SETTINGS)
    assert renderer.render(replace(plain, facts=facts), TODAY).text == "POL-9"


# --- languages ---


@pytest.mark.parametrize(
    ("handled_by", "medium", "customers", "teams", "language"),
    [
        ("owner", Medium.CALL, "en", "id", "en"),
        ("adviser", Medium.CALL, "en", "id", "en"),
        ("leader", Medium.CALL, "en", "id", "id"),
        ("leader", Medium.CALL, "id", "en", "en"),
        ("leader", Medium.WHATSAPP, "en", "id", "en"),
    ],
)
def test_a_leaders_work_is_in_the_teams_language_all_else_in_the_customers(
    handled_by: str, medium: Medium, customers: str, teams: str, language: str
) -> None:
    files = {f"t.{medium.value}.{name}.txt": name for name in ("id", "en")}
    renderer = Renderer(loader(files), replace(SETTINGS, language=teams))
    program = replace(PROGRAM, handled_by=HandledBy(handled_by))
    message = renderer.render(replace(contact(medium), program=program, language=customers), TODAY)
    assert (message.text, message.language) == (language, language)


# --- blank and unknown ---


def test_a_blank_cell_stops_the_message_and_names_the_field() -> None:
    for source in ("{{ subject.premium }}", "{{ subject.premium|money }}", "Rp {{ subject.premium * 2 }}"):
        assert refused(source, subject={"premium": None}) == (SkipReason.MISSING_VALUE, "subject.premium")
    assert refused("{{ customer.hobbies|upper }}") == (SkipReason.MISSING_VALUE, "customer.hobbies")
    assert refused("{{ 'a' ~ customer.hobbies }}") == (SkipReason.MISSING_VALUE, "customer.hobbies")
    assert refused("{{ customer.hobbies }}", customer={"hobbies": "   "}) == (
        SkipReason.MISSING_VALUE,
        "customer.hobbies",
    )


def test_a_column_that_the_sheet_lacks_is_a_blank_cell() -> None:
    assert refused("{{ customer.city }}") == (SkipReason.MISSING_VALUE, "customer.city")


def test_a_setting_left_blank_is_named_too() -> None:
    reason = refused("{{ settings.reply_phone }}", settings=TeamSettings())
    assert reason == (SkipReason.MISSING_VALUE, "settings.reply_phone")


def test_blank_cells_are_false_and_have_defaults() -> None:
    source = "{% if customer.hobbies %}a{% else %}b{% endif %}{{ customer.hobbies|default('c') }}"
    assert render(source + "{{ customer.hobbies is blank }}{{ 'x' if customer.hobbies }}").text == "bcya"


def test_an_unknown_field_is_a_template_problem_with_a_suggestion() -> None:
    reason, detail = refused("Halo\n{{ customer.nmae }}")
    assert reason is SkipReason.TEMPLATE_PROBLEM
    assert detail == 't.whatsapp.id.txt, baris 2: "customer.nmae" tidak ada; maksudnya "customer.name"?'


def test_an_unknown_name_or_filter_is_found_before_anything_is_rendered() -> None:
    assert 'did you mean "customer"' in refused("{% if false %}{{ custmer.name }}{% endif %}", settings=ENGLISH)[1]
    assert 'did you mean "money"' in refused("{{ subject.premium|mony }}", settings=ENGLISH)[1]


ENGLISH = replace(SETTINGS, language="en")


def test_details_speak_the_teams_language() -> None:
    assert (
        refused("{{ 1 / 0 }}", settings=ENGLISH)[1] == "t.whatsapp.id.txt, line 1: cannot be computed: division by zero"
    )
    assert refused("{{ 1 / 0 }}")[1].startswith("t.whatsapp.id.txt, baris 1: tidak dapat dihitung")


@pytest.mark.parametrize(
    "source", ["{{ customer }}", "{{ range(3) }}", "{{ (1, 2) }}", "{{ none }}", "{% if %}", "{{ x"]
)
def test_whatever_else_goes_wrong_is_a_template_problem(source: str) -> None:
    assert refused(source)[0] is SkipReason.TEMPLATE_PROBLEM


def test_an_empty_message_is_refused() -> None:
    assert "kosong" in refused(" \n{# nothing #}\n")[1]


# --- which template ---


def test_the_wanted_language_is_looked_for_first_then_the_teams_then_indonesian() -> None:
    templates = {"t.whatsapp.id.txt": "Halo {{ today }}", "t.whatsapp.en.txt": "Hello {{ today }}"}

    def text(names: tuple[str, ...], wanted: str, team: str) -> str:
        chosen = loader({name: templates[name] for name in names})
        renderer = Renderer(chosen, replace(SETTINGS, language=team))
        return renderer.render(contact(WHATSAPP, wanted), date(2026, 8, 17)).text

    both = tuple(templates)
    assert text(both, "en", "id") == "Hello 17 August 2026"
    assert text(both, "", "en") == "Hello 17 August 2026"
    assert text(("t.whatsapp.en.txt",), "id", "id") == "Hello 17 August 2026"
    assert text(("t.whatsapp.id.txt",), "en", "en") == "Halo 17 Agustus 2026"


def test_whatsapp_uses_the_sms_text_when_it_has_none_of_its_own() -> None:
    templates = loader({"t.sms.id.txt": "Halo {{ greeting_name }}"})
    message = Renderer(templates, SETTINGS).render(contact(WHATSAPP), TODAY)
    assert (message.text, message.segments) == ("Halo Bapak Budi", 0)
    with pytest.raises(RenderProblem, match=r'buat "t\.email\.id\.txt"'):
        Renderer(templates, SETTINGS).render(contact(EMAIL), TODAY)


@pytest.mark.parametrize("name", ["../secret", "a/b", "", "a b", "x" * 81, "t.sms.id.txt\x00"])
def test_a_template_name_from_a_cell_cannot_leave_the_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.sms.id.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    renderer = Renderer(template_loader([tmp_path / "templates"]), SETTINGS)
    with pytest.raises(RenderProblem, match="bukan nama templat"):
        renderer.render(contact(program=replace(PROGRAM, template=name)), TODAY)


def test_a_local_file_beats_the_shipped_one(tmp_path: Path) -> None:
    local, shipped = tmp_path / "local", tmp_path / "shipped"
    for folder, text in ((local, "\ufefflokal\r\n"), (shipped, "bawaan")):
        folder.mkdir()
        (folder / "t.sms.id.txt").write_text(text, encoding="utf-8", newline="")
    assert Renderer(template_loader([local, shipped]), SETTINGS).render(contact(), TODAY).text == "lokal"
    assert Renderer(template_loader([tmp_path / "none", shipped]), SETTINGS).render(contact(), TODAY).text == "bawaan"


def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    (tmp_path / "t.sms.id.txt").write_bytes(b"Halo \xe9")
    with pytest.raises(RenderProblem, match=r"t\.sms\.id\.txt: .*UTF-8"):
        Renderer(template_loader([tmp_path]), SETTINGS).render(contact(), TODAY)


# --- text ---


def test_text_is_tidied() -> None:
    assert render("\n\nA  \t\r\nB\x07\u202e\n\n\n\n\n\nC\n\n").text == "A\nB\n\n\nC"


def test_a_line_of_tags_leaves_no_gap_and_a_tag_at_a_line_end_keeps_the_break() -> None:
    source = "A\n{% if true %}\nB{% if true %}!{% endif %}\n  {# note #}\nC\n{% endif %}\nD\n"
    assert render(source).text == "A\nB!\nC\nD"


def test_nothing_in_a_cell_is_run() -> None:
    text = render("{{ customer.name }}", customer={"name": "{{ 7*7 }}{% include 'x' %}"}).text
    assert text == "{{ 7*7 }}{% include 'x' %}"


# --- e-mail ---


def test_an_email_has_a_subject_a_text_and_the_layouts_html() -> None:
    layout = "<h1>{{ subject_line }}</h1>{% for p in paragraphs %}<p>{{ p[0] }}</p>{% endfor %}"
    message = render(
        "{# a note #}\nSubject: Polis {{ subject.policy_id }}\n\nYth. {{ greeting_name }},\n\nSalam",
        EMAIL,
        more={"layouts/email.html": layout},
    )
    assert (message.subject_line, message.text) == ("Polis POL-1", "Yth. Bapak Budi,\n\nSalam")
    assert message.html == "<h1>Polis POL-1</h1><p>Yth. Bapak Budi,</p><p>Salam</p>"


def test_cells_are_escaped_in_html_and_left_alone_in_text() -> None:
    hostile = '<script>alert("x")</script> & co'
    message = render(
        "Subject: S\n\n{{ customer.name }}",
        EMAIL,
        more={"t.email.id.html": "<p>{{ customer.name ~ '!' }}{% set n = customer.name %}{{ n }}</p>"},
        customer={"name": hostile},
    )
    assert message.text == hostile
    assert "<script" not in message.html
    assert message.html.count("&lt;script&gt;") == 2


def test_an_html_from_another_folder_than_the_text_is_not_used(tmp_path: Path) -> None:
    local, shipped = tmp_path / "local", tmp_path / "shipped"
    for folder in (local, shipped):
        folder.mkdir()
        (folder / "t.email.id.txt").write_text(f"Subject: S\n\n{folder.name}", encoding="utf-8")
    (shipped / "t.email.id.html").write_text("shipped", encoding="utf-8")
    loaded = template_loader([local, shipped])
    message = Renderer(loaded, SETTINGS).render(contact(EMAIL), TODAY)
    assert (message.text, message.html) == ("local", "")
    assert Renderer(template_loader([shipped]), SETTINGS).render(contact(EMAIL), TODAY).html == "shipped"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\n\n", "\u2028", "\x85", "\x0b", "\x0c", "\x1d"])
def test_a_line_break_in_the_subject_is_refused(line_break: str) -> None:
    hostile = {"policy_id": f"POL-1{line_break}Bcc: everybody@example.com"}
    reason, detail = refused("Subject: Polis {{ subject.policy_id }}\n\nIsi", medium=EMAIL, subject=hostile)
    assert reason is SkipReason.TEMPLATE_PROBLEM
    assert "ganti baris" in detail


def test_an_email_without_subject_line_or_blank_line_after_it_is_refused() -> None:
    for source in ("Halo", "Subject: x\nHalo", "Halo\nSubject: x\n\nHalo"):
        assert "Subject" in refused(source, medium=EMAIL)[1]
    assert refused("Subject: {{ customer.hobbies }}\n\nHalo", medium=EMAIL)[0] is SkipReason.MISSING_VALUE
    assert "Subject" in refused("Subject: {{ '' }}\n\nHalo", medium=EMAIL)[1]


def test_line_numbers_of_an_email_count_from_the_top_of_the_file() -> None:
    source = "{# one\ntwo #}\nSubject: x\n\nHalo\n{{ customer.nmae }}"
    assert "baris 6:" in refused(source, medium=EMAIL)[1]


# --- SMS ---


def test_an_sms_counts_its_segments_and_uses_the_cheap_alphabet_where_signs_look_alike() -> None:
    message = render("“Halo” – {{ greeting_name }}…\u00a0ya", SMS)
    assert (message.text, message.segments) == ('"Halo" - Bapak Budi... ya', 1)
    assert render("Halo 🎂" + "x" * 64, SMS).segments == 2
    assert render("Halo", WHATSAPP).segments == 0


def test_an_sms_of_too_many_segments_is_refused() -> None:
    assert "11 segmen" in refused("x" * 1600, medium=SMS)[1]


@pytest.mark.parametrize("name", ["religion", "income", "health"])
@pytest.mark.parametrize(
    "source", ["{{ customer.NAME }}", "{{ customer['NAME'] }}", "{% set c = customer %}{{ c.NAME }}"]
)
def test_a_sensitive_field_never_gets_into_an_sms(name: str, source: str) -> None:
    source = source.replace("NAME", name)
    reason, detail = refused(source, medium=SMS, customer={name: "secret"})
    assert reason is SkipReason.TEMPLATE_PROBLEM
    assert f"customer.{name}" in detail
    assert "secret" not in detail


def test_a_sensitive_field_decides_nothing_in_an_sms_either_nor_by_way_of_whatsapp() -> None:
    assert "peka" in refused("Halo{% if customer.religion == 'islam' %}!{% endif %}", medium=SMS)[1]
    templates = loader({"t.sms.id.txt": "{% set c = customer %}{{ c.religion }}"})
    with pytest.raises(RenderProblem, match="peka"):
        Renderer(templates, SETTINGS).render(contact(WHATSAPP), TODAY)
    assert render("{{ customer.religion }}", WHATSAPP).text == "Islam"


def test_a_customer_without_a_name_is_not_greeted() -> None:
    """A salutation alone would read "Selamat pagi, Bapak ."."""
    assert refused("Selamat pagi, {{ greeting_name }}.", customer={"name": " ", "salutation": "Bapak"}) == (
        SkipReason.MISSING_VALUE,
        "customer.name",
    )


def test_a_blank_sender_is_the_company_and_a_blank_company_stops_what_shows_it() -> None:
    unsigned = replace(SETTINGS, sender=" ")
    assert render("Salam, {{ settings.sender }}", settings=unsigned).text == "Salam, Mitra Sehat Sentosa"
    nobody = replace(SETTINGS, sender="", company="")
    for source in ("{{ settings.company }}", "{{ settings.sender }}", "{{ none|default(settings.sender) }}"):
        with pytest.raises(RenderProblem) as caught:
            render(source, settings=nobody)
        assert (caught.value.reason, caught.value.detail) == (SkipReason.MISSING_VALUE, "settings.company")
    assert render("Halo", settings=nobody).text == "Halo"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("Halo\n{% if a %}", '"{% if %}" belum ditutup; tambahkan "{% endif %}"'),
        ("{% endif %}", '"{% endif %}" tidak punya pembuka sebelumnya'),
        ("{% if 1 %}{% endfor %}", '"{% endfor %}" tidak cocok di sini; yang masih terbuka ialah "{% if %}"'),
        ("{% jika x %}", 'perintah "{% jika %}" tidak dikenal'),
        ("{{ customer.name", 'templat berakhir padahal masih kurang "}}"'),
        ("{{ customer name }}", 'tertulis "name" di tempat yang seharusnya "}}"'),
        ("{{ }}", 'ada yang kurang sebelum "}}"'),
        ("{{ customer.name ) }}", '")" tidak pada tempatnya'),
        ("{{ 'a }}", '"\'" tidak pada tempatnya'),
        ("{# a", '"{#" belum ditutup dengan "#}"'),
        ("{% %}", 'sesudah "{%" kurang perintahnya, misalnya if'),
        ("{{ customer.name.first }}", 'tidak ada ".first" di sana'),
    ],
)
def test_mistakes_are_told_in_plain_words_of_the_team_with_the_line(source: str, words: str) -> None:
    line = source.count("\n") + 1
    assert refused(source) == (SkipReason.TEMPLATE_PROBLEM, f"t.whatsapp.id.txt, baris {line}: {words}")


def test_a_missing_template_is_named_by_the_file_of_the_team() -> None:
    with pytest.raises(RenderProblem, match=r'there is no template; make "t\.sms\.en\.txt"'):
        Renderer(loader({}), replace(SETTINGS, language="en")).render(contact(language="id"), TODAY)
