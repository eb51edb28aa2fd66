"""WhatsApp messages that go out as templates which the provider has approved, with their variables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_samples import PROGRAM, SETTINGS, TODAY, contact, loader, render
from small_books import book_of

from crm_sheets.model import ContentTemplate, Medium, Message, SkipReason
from crm_sheets.render import Renderer, RenderProblem, check_templates

HX = "HX" + "0123456789abcdef" * 2
OTHER = "HX" + "f" * 32
SMS, WHATSAPP = Medium.SMS, Medium.WHATSAPP
FILE = "t.whatsapp.id.txt"
TEXT = "\n\nHalo {{ greeting_name }}, polis {{ subject.policy_id }}."
NUMBERED = "1: {{ greeting_name }}\n2: {{ subject.policy_id }}" + TEXT
ENGLISH = replace(SETTINGS, language="en")


def fault(source: str, *, english: bool = False, **options: object) -> str:
    with pytest.raises(RenderProblem) as caught:
        render(source, settings=ENGLISH if english else SETTINGS, **options)  # type: ignore[arg-type]
    assert caught.value.reason is SkipReason.TEMPLATE_PROBLEM
    return caught.value.detail


def mapped(source: str, contents: dict[str, str], language: str = "id") -> Message:
    renderer = Renderer(loader({f"t.whatsapp.{language}.txt": source}), SETTINGS, contents=contents)
    return renderer.render(contact(WHATSAPP, language), TODAY)


def test_a_file_can_name_the_approved_template_and_its_variables() -> None:
    message = render(f"Content: {HX}\n{NUMBERED}")
    assert message.content == ContentTemplate(HX, ("Bapak Budi", "POL-1"))
    assert message.text == "Halo Bapak Budi, polis POL-1."


def test_comments_may_stand_above_and_a_template_may_have_no_variables() -> None:
    assert render(f"\n{{# a note\nof two lines #}}\nContent: {HX}{TEXT}").content == ContentTemplate(HX)


def test_numbered_lines_alone_are_kept_for_the_day_there_is_an_id() -> None:
    message = render(NUMBERED)
    assert (message.content, message.text) == (None, "Halo Bapak Budi, polis POL-1.")
    assert mapped(NUMBERED, {"t.id": HX}).content == ContentTemplate(HX, ("Bapak Budi", "POL-1"))


def test_without_an_id_a_blank_variable_stops_nothing() -> None:
    source = "1: {{ customer.hobbies }}\n\nHalo"
    assert render(source).text == "Halo"
    with pytest.raises(RenderProblem) as caught:
        mapped(source, {"t.id": HX})
    assert (caught.value.reason, caught.value.detail) == (SkipReason.MISSING_VALUE, "customer.hobbies")


def test_a_mapping_wins_over_the_file_and_counts_for_the_language_of_the_text() -> None:
    source = f"Content: {HX}\n{NUMBERED}"
    assert mapped(source, {"t.id": OTHER}).content == ContentTemplate(OTHER, ("Bapak Budi", "POL-1"))
    assert mapped(source, {"t.en": OTHER, "u.id": OTHER}).content == ContentTemplate(HX, ("Bapak Budi", "POL-1"))
    wanted_english = Renderer(loader({FILE: NUMBERED}), SETTINGS, contents={"t.id": HX, "t.en": OTHER})
    message = wanted_english.render(contact(WHATSAPP, "en"), TODAY)
    assert message.content == ContentTemplate(HX, ("Bapak Budi", "POL-1"))


def test_a_template_knows_whether_it_goes_out_as_an_approved_one() -> None:
    source = "1: x\n\nHalo{% if not preapproved %}, apa kabar{% endif %}!"
    assert render(source).text == "Halo, apa kabar!"
    assert mapped(source, {"t.id": HX}).text == "Halo!"


def test_an_sms_text_that_whatsapp_borrows_can_be_an_approved_one_too() -> None:
    templates = loader({"t.sms.id.txt": "1: Halo {{ greeting_name }}"})
    renderer = Renderer(templates, SETTINGS, contents={"t.id": HX})
    message = renderer.render(contact(WHATSAPP), TODAY)
    assert (message.text, message.content) == ("1: Halo Bapak Budi", ContentTemplate(HX))
    sms = renderer.render(contact(SMS), TODAY)
    assert (sms.text, sms.content) == ("1: Halo Bapak Budi", None)


@pytest.mark.parametrize("text", ["10:30 kami buka", "Halo\n\n1: satu", "A1: x", "Contents: x", "1:1 jumpa"])
def test_a_text_that_only_looks_a_little_like_it_is_a_text(text: str) -> None:
    message = render(text)
    assert (message.text, message.content) == (text, None)


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (f"Content: {HX}x\n\nHalo", 1, "32"),
        ("{# note #}\n\ncontent: \n\nHalo", 3, "32"),
        (f"Content: {{{{ customer.name }}}}\n1: x{TEXT}", 1, "32"),
        (f"Content: {HX}\n2: x\n\nHalo", 2, "1:"),
        ("1: x\n3: y\n\nHalo", 2, "2:"),
        ("1: x\n1: y\n\nHalo", 2, "2:"),
        ("2: x\n\nHalo", 1, "1:"),
        ("1: x\n2:\n\nHalo", 2, "2"),
        (f"Content: {HX}\nHalo", 2, "blank line"),
        ("1: x\nHalo\n\nHalo", 2, "blank line"),
        ("1: x\n2: y", 2, "blank line"),
        (f"Content: {HX}\nContent: {HX}\n\nHalo", 2, "blank line"),
        ("1: x\n2: {{ customer.nmae }}\n\nHalo", 2, "customer.name"),
        ("1: x\n2: {{ cust }}\n\nHalo", 2, "customer"),
        ("1: x\n\nHalo\n{{ customer.nmae }}", 4, "customer.name"),
    ],
)
def test_mistakes_are_told_with_their_line_in_both_languages(source: str, line: int, words: str) -> None:
    with_id = {"t.id": HX}
    for settings, place in ((ENGLISH, f"{FILE}, line {line}: "), (SETTINGS, f"{FILE}, baris {line}: ")):
        renderer = Renderer(loader({FILE: source}), settings, contents=with_id)
        with pytest.raises(RenderProblem) as caught:
            renderer.render(contact(WHATSAPP), TODAY)
        assert caught.value.detail.startswith(place), caught.value.detail
        assert words in caught.value.detail or settings is SETTINGS


def test_a_text_is_needed_below_the_lines() -> None:
    assert "kosong" in fault(f"Content: {HX}\n1: x\n\n")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_a_line_break_in_a_value_is_refused(line_break: str) -> None:
    hostile = {"policy_id": f"POL-1{line_break}Content: {OTHER}"}
    detail = fault(f"Content: {HX}\n{NUMBERED}", english=True, subject=hostile)
    assert detail == f"{FILE}, line 3: there is a line break inside variable 2; look at the values used in that line"


def test_a_value_that_shows_nothing_is_refused() -> None:
    source = f"Content: {HX}\n1: {{{{ customer.name|replace('Budi Santoso', '') }}}}\n\nHalo"
    assert "variable 1 must have 1 to 1024" in fault(source, english=True)
    assert fault(source, customer={"name": "\u202e\u200e"}).startswith(f"{FILE}, baris 2: variabel 1")


def test_a_value_has_no_tabs_and_no_runs_of_spaces() -> None:
    message = render(f"Content: {HX}\n1: {{{{ customer.name }}}}\n\nx", customer={"name": "Budi \t    Santoso"})
    assert message.content == ContentTemplate(HX, ("Budi Santoso",))


@given(st.text(max_size=60))
def test_whatever_a_cell_holds_it_stays_one_value(name: str) -> None:
    """Neither an id, nor another variable, nor a template's signs in a cell mean anything."""
    source = f"Content: {HX}\n1: {{{{ customer.name }}}}\n2: {{{{ subject.policy_id }}}}\n\nHalo"
    for cell in (name, f"Content: {OTHER} {name}", f"2: x{name}", "{{ 7*7 }}" + name, "{% include 'x' %}" + name):
        try:
            message = render(source, customer={"name": cell})
        except RenderProblem:
            continue
        assert message.content is not None
        assert message.content.content_id == HX
        assert message.content.variables[1:] == ("POL-1",)
        value = message.content.variables[0]
        assert "49" not in value or "49" in cell
        assert value == " ".join(value.split()) != ""


def test_the_check_looks_at_the_variables_too() -> None:
    book = book_of({"programs": {"template": "Templat"}}, programs=[])
    program = replace(PROGRAM, media=(WHATSAPP,))

    def hints(source: str) -> list[str]:
        return [row["hint"] for row in check_templates(loader({FILE: source}), [program], book)]

    assert hints(NUMBERED) == []
    assert hints("1: {{ customer.kota }}\n\nHalo") == [
        f'{FILE}, baris 1: "customer.kota" tidak ada; maksudnya "customer.city"?'
    ]
    assert "baris 2" in hints("1: x\n3: y\n\nHalo")[0]


def test_the_check_names_an_id_whose_template_has_no_file() -> None:
    book = book_of({"programs": {"template": "Templat"}}, programs=[])
    templates = loader({FILE: NUMBERED, "u.sms.en.txt": "Hi", "broken.whatsapp.id.txt": "{% if %}"})
    names = ("t.id", "u.en", "broken.id", "t.en", "tt.id")
    rows = check_templates(templates, [], book, "en", contents=names)
    assert [(row["value"], row["severity"]) for row in rows] == [("t.en", "warning"), ("tt.id", "warning")]
    assert rows[1]["hint"] == (
        'crm.toml, [twilio.content]: there is no "tt.whatsapp.id.txt", so the id of "tt.id" is not used; '
        "look at its name"
    )
