"""One page shows what would go out, to whom, and who is left out; nothing on it can break out of its box."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from browser import browse
from message_samples import PROGRAM, SETTINGS, TODAY, contact

from crm_sheets.model import Attachment, ContentTemplate, Medium, Message, Program, Purpose
from crm_sheets.preview import MOST_CARDS, MOST_HEIGHT, MOST_SKIPPED, Preview, as_whatsapp, preview_page
from crm_sheets.preview.left_out import MOST_OF_ONE
from crm_sheets.tables import DECISIONS
from crm_sheets.team_settings import TeamSettings
from crm_sheets.template_files import template_loader

FOLDER = Path(__file__).resolve().parents[2] / "templates"
HOSTILE = "\"'><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">" + "W" * 200
GREETING = replace(PROGRAM, program_id="birthday", name="Ulang tahun", purpose=Purpose.GREETING)


def message(
    medium: Medium = Medium.WHATSAPP, text: str = "Halo Budi", program: Program = PROGRAM, **fields: Any
) -> Message:
    changes = {name: fields.pop(name) for name in ("customer_name", "subject", "owner") if name in fields}
    if "subject" in changes:
        fields.setdefault("segments", 1 if medium is Medium.SMS else 0)
    made = contact(medium, program=program)
    return Message(replace(made, **changes), text, **fields)


def skipped(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {
        "program": "premium",
        "tab": "policies",
        "subject": "POL-2",
        "subject_row": 3,
        "customer_id": "C2",
        "occasion_date": TODAY,
        "period": "2026-11",
        "due_date": TODAY,
        "medium": "sms",
        "address": "",
        "decision": "skipped",
        "reason": "no_consent",
        "detail": "",
        "customer": "Siti Aminah",
        "owner": "Rina",
    }
    schema = {**DECISIONS, "customer": pl.String, "owner": pl.String}
    return pl.DataFrame([{**usual, **row} for row in rows], schema=schema, orient="row")


def page(
    messages: list[Message] | None = None,
    work: list[Message] | None = None,
    left_out: pl.DataFrame | None = None,
    language: str = "id",
    problems: int = 0,
    *,
    approvals: list[Message] | None = None,
    programs: tuple[Program, ...] = (),
    settings: TeamSettings = SETTINGS,
    later: list[Message] | None = None,
) -> str:
    left_out = skipped() if left_out is None else left_out
    preview = Preview(messages or [], approvals or [], work or [], left_out, programs, problems, later or [])
    return preview_page(preview, TODAY, settings, language, loader=template_loader([FOLDER]))


class Reader(HTMLParser):
    """The page as a tree of sorts: texts by the classes around them, attributes by tag."""

    VOID = frozenset({"meta", "br", "input", "img", "link"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((" ".join(f"{tag}.{name}" for tag, name in self.open), data))

    def inside(self, place: str) -> list[str]:
        """The texts within elements whose tag or class is `place`."""
        pattern = re.compile(rf"(^|[ .]){re.escape(place)}($|[ .])")
        return [text for path, text in self.texts if pattern.search(path) and text.strip()]


def test_messages_stand_in_the_shape_of_their_medium() -> None:
    read = Reader(
        page(
            [
                message(Medium.SMS, "Halo lewat SMS", segments=1),
                message(Medium.WHATSAPP, "*Halo* lewat WA"),
                message(Medium.EMAIL, "Halo lewat e-mail", subject_line="Salam hangat", html="<p>Halo <b>HTML</b></p>"),
            ]
        )
    )
    assert "Halo lewat SMS" in read.inside("bubble")
    assert "Halo" in read.inside("strong")
    assert "Salam hangat" in read.inside("subject")
    (frame,) = [attributes for tag, attributes in read.tags if tag == "iframe"]
    assert frame["srcdoc"] == "<p>Halo <b>HTML</b></p>"
    assert frame["sandbox"] == ""
    assert any(text.startswith("SMS · 1 segmen, 14 huruf") for text in read.inside("foot"))
    assert read.inside("price") == ["Rp500", "Rp600", "Rp0"]


def test_attached_files_and_the_approved_template_are_named() -> None:
    files = tuple(Attachment(name, "application/pdf", b"x") for name in ("brosur.pdf", "<b>.pdf"))
    content = ContentTemplate("HX" + "a" * 32, ("Budi",))
    messages = [
        message(Medium.EMAIL, subject_line="Salam", attachments=files),
        message(Medium.WHATSAPP, content=content),
    ]
    read = Reader(page(messages))
    assert "brosur.pdf, <b>.pdf" in read.inside("dd")
    assert f"templat WhatsApp yang disetujui {content.content_id}" in read.inside("foot")[0]
    plain = page([message(Medium.EMAIL, subject_line="Salam"), message(Medium.WHATSAPP), message(Medium.SMS)])
    assert "Lampiran" not in plain
    assert "templat WhatsApp yang disetujui" not in plain


def test_counters_add_up() -> None:
    costly = message(Medium.SMS, "Halo \U0001f389", segments=2)
    texts = [message(Medium.SMS, segments=1), costly, message(Medium.WHATSAPP)]
    html = page(texts, [message(Medium.CALL)], skipped({}, {"subject": "POL-3"}), problems=41)
    values = dict(zip(*[iter(Reader(html).inside("counters"))] * 2, strict=False))
    text = " ".join(Reader(html).inside("counters"))
    assert "3 Pesan 2 SMS · 1 WhatsApp" in text
    assert "1 Tugas 1 Telepon" in text
    assert "2 Dilewati" in text
    assert "41 Masalah data" in text
    assert "Rp2.100 Perkiraan biaya 3 segmen SMS" in text  # 3 segments at 500 and one WhatsApp message at 600
    assert values


def test_an_sms_outside_the_cheap_alphabet_is_pointed_out() -> None:
    assert "di luar alfabet SMS" in page([message(Medium.SMS, "Halo \U0001f389", segments=1)])
    assert "di luar alfabet SMS" not in page([message(Medium.SMS, "Halo", segments=1)])


def test_work_shows_its_script_owner_and_occasion() -> None:
    texts = Reader(page(work=[message(Medium.CALL, "Buka: selamat pagi", owner="Rina")])).inside("work")
    assert "Buka: selamat pagi" in texts
    assert "Rina" in texts
    assert "23 November 2026" in texts
    assert "belum ada" in Reader(page(work=[message(Medium.CALL, owner="")])).inside("work")


def test_programs_can_be_chosen_without_scripts() -> None:
    html = page([message(), message(program=GREETING)])
    assert "<script" not in html
    assert "Premi (1)" in html
    assert "Ulang tahun (1)" in html
    assert "body:has(#program-2:checked) :is(.item, .box, .sum):not(.p2)" in html
    assert 'id="program-2"' in html
    assert 'id="owner-1"' not in html, "with one owner there is nothing to choose"


def test_who_is_left_out_is_said_with_reason_and_remedy_in_both_languages() -> None:
    left_out = skipped(
        {"reason": "missing_value", "detail": "subject.premium"},
        {"decision": "deferred", "reason": "frequency_cap", "customer": None, "customer_id": "C9"},
    )
    indonesian = Reader(page([message()], left_out=left_out)).inside("left-out")
    assert {"Siti Aminah", "Premi", "SMS", "Ada data yang masih kosong", "subject.premium"} <= set(indonesian)
    assert "C9" in indonesian
    assert "Ditunda" in indonesian
    english = Reader(page(left_out=left_out, language="en")).inside("left-out")
    assert {"A value is missing", "Postponed", "Customer"} <= set(english)
    assert any("Postponed" not in text and text.startswith("Possible again after a pause") for text in english)


def test_programs_that_send_nothing_today_are_named_all_the_same() -> None:
    left_out = skipped({"program": "birthday"})
    assert "Ulang tahun" in Reader(page(left_out=left_out, programs=(GREETING,))).inside("left-out")


def test_what_is_done_already_comes_last_and_folded() -> None:
    left_out = skipped(
        {"reason": "already_done"}, {"reason": "already_done", "subject": "POL-3"}, {"reason": "no_consent"}
    )
    read = Reader(page(left_out=left_out))
    folded = [
        attributes.get("open", "folded") for _, attributes in read.tags if "reason" in str(attributes.get("class"))
    ]
    assert folded == [None, "folded"]
    assert read.inside("left-out").index("Sudah dilakukan") > read.inside("left-out").index("Belum ada persetujuan")


def test_a_frame_is_as_high_as_its_mail_needs() -> None:
    def height(text: str) -> int:
        read = Reader(page([message(Medium.EMAIL, text, subject_line="Salam", html="<p></p>")]))
        (style,) = [attributes["style"] or "" for tag, attributes in read.tags if tag == "iframe"]
        return int(re.sub(r"\D", "", style))

    usual = "\n\n".join(["Semoga senantiasa diberi kesehatan dan kebahagiaan bersama keluarga. " * 2] * 5)
    assert 700 < height(usual) < 1100
    assert height("Halo") < 400
    assert height("a\n\n" * 5000) == MOST_HEIGHT


def test_new_approvals_are_counted_and_shown_apart_and_those_of_earlier_days_are_left_out() -> None:
    new, old = {"reason": "awaiting_approval"}, {"reason": "awaiting_approval", "subject": "POL-OLD"}
    read = Reader(page([message()], approvals=[message(subject="POL-2")], left_out=skipped(new, old)))
    counters = " ".join(read.inside("counters"))
    assert "1 Pesan" in counters
    assert "1 Menunggu persetujuan Anda" in counters
    assert "1 Dilewati" in counters
    assert "Menunggu persetujuan Anda " in read.inside("approvals")
    cards = [tag for tag, attributes in read.tags if str(attributes.get("class")).startswith("card whatsapp")]
    assert len(cards) == 2
    assert "Rp600 Perkiraan biaya" in counters
    assert "Awaiting your approval" not in page([message()], language="en")


def test_what_only_waits_for_the_hours_is_shown_and_counted_with_what_goes_out() -> None:
    waits = skipped({"reason": "quiet_hours", "decision": "deferred"}, {"reason": "no_consent", "subject": "POL-3"})
    read = Reader(page([message()], later=[message(subject="POL-2")], left_out=waits))
    counters = " ".join(read.inside("counters"))
    assert "2 Pesan" in counters
    assert "1 Dilewati" in counters
    assert "Rp1.200 Perkiraan biaya" in counters
    assert "Menyusul pada jam kirim " in read.inside("later")


def test_without_a_company_the_page_still_has_a_title() -> None:
    assert "<title>Pratinjau · Jumat, 20 November 2026</title>" in page(settings=replace(SETTINGS, company=""))


def test_an_empty_day_says_so() -> None:
    assert "tidak ada yang perlu dikirim" in page()
    assert "nothing to send or do" in page(language="en")
    assert "Nobody is left out" in page(language="en")


def test_a_large_day_stays_a_small_page() -> None:
    many = [message(subject=f"POL-{number}") for number in range(MOST_CARDS + 7)]
    html = page(many, left_out=skipped(*({"subject": f"P{number}"} for number in range(MOST_SKIPPED + 5))))
    assert html.count('<article class="card') == MOST_CARDS
    assert "+ 7 lainnya" in html
    assert html.count('<tr class="item') == MOST_SKIPPED
    assert "+ 5 lainnya" in html


def hostile_page(language: str = "id") -> str:
    program = replace(PROGRAM, name=HOSTILE)
    bad = {"customer_name": HOSTILE, "owner": HOSTILE, "program": program}
    return page(
        [
            message(Medium.SMS, HOSTILE, segments=1, **bad),
            message(Medium.WHATSAPP, f"*{HOSTILE}* _{HOSTILE}_", **bad),
            message(Medium.EMAIL, HOSTILE, subject_line=HOSTILE, html=f"<p>a {HOSTILE}</p>", **bad),
        ],
        [message(Medium.VISIT, HOSTILE, **bad)],
        skipped({"customer": HOSTILE, "detail": HOSTILE, "program": HOSTILE}),
        language,
    )


def test_nothing_from_a_cell_becomes_markup() -> None:
    read = Reader(hostile_page())
    assert "script" not in {tag for tag, _ in read.tags}
    assert "img" not in {tag for tag, _ in read.tags}
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]


def test_the_page_asks_nobody_for_anything() -> None:
    html = hostile_page()
    read = Reader(html)
    policy = next(attributes["content"] for tag, attributes in read.tags if "http-equiv" in attributes)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not {name for _, attributes in read.tags for name in attributes} & {"src", "href", "action"}
    style = html.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*tebal* dan _miring_", "<strong>tebal</strong> dan <em>miring</em>"),
        ("5 * 3 * 2 dan a_b_c", "5 * 3 * 2 dan a_b_c"),
        ("*a\nb*", "*a\nb*"),
        ("*<b>*", "<strong>&lt;b&gt;</strong>"),
        ("_Bila *tidak* ingin_", "<em>Bila <strong>tidak</strong> ingin</em>"),
    ],
)
def test_whatsapp_marks(text: str, shown: str) -> None:
    assert as_whatsapp(text) == shown


RINA, SARI = "Rina", "Sari"
VISIT = replace(PROGRAM, program_id="visit", name="Kunjungan", purpose=Purpose.RELATIONSHIP)
DONE, CAPPED = "already_done", "frequency_cap"
LABELS = {"premium": "Premi", "birthday": "Ulang tahun", "visit": "Kunjungan"}
OUTCOMES = {
    "sent": "Akan dikirim",
    "work": "Tugas untuk tim",
    DONE: "Sudah dilakukan",
    CAPPED: "Sudah cukup sering dihubungi",
}
THINGS = (
    # name, program, owner, what happens
    ("m1", "premium", RINA, "sent"),
    ("m2", "premium", SARI, "sent"),
    ("m3", "birthday", SARI, "sent"),
    ("t1", "visit", RINA, "work"),
    ("t2", "premium", "", "work"),
    ("s1", "premium", RINA, DONE),
    ("s2", "birthday", SARI, CAPPED),
    ("s3", "visit", RINA, CAPPED),
)
"""Everything on a small page by what can be chosen; no owner has something of every program."""


def busy_page(language: str = "id") -> str:
    programs = {"premium": PROGRAM, "birthday": GREETING, "visit": VISIT}

    def made(outcome: str) -> list[Message]:
        medium = Medium.WHATSAPP if outcome == "sent" else Medium.VISIT
        chosen = [thing for thing in THINGS if thing[3] == outcome]
        return [message(medium, program=programs[p], owner=o, customer_name=n) for n, p, o, _ in chosen]

    rows = [thing for thing in THINGS if thing[3] in (DONE, CAPPED)]
    left_out = skipped(*({"customer": n, "program": p, "owner": o, "reason": r, "subject": n} for n, p, o, r in rows))
    return page(made("sent"), made("work"), left_out, language, programs=tuple(programs.values()))


CHOOSE = """
<script nonce="probe">
addEventListener('load', () => {
  document.querySelectorAll('details').forEach((part) => { part.open = true; });
  const seen = (element) => element.getClientRects().length > 0;
  const ids = (name) => [...document.querySelectorAll(`input[name=${name}]`)].map((input) => input.id);
  const label = (id) => document.querySelector(`label[for=${id}]`);
  const found = [];
  for (const program of ids('program')) for (const owner of ids('owner')) for (const outcome of ids('outcome')) {
    [program, owner, outcome].forEach((id) => label(id).click());
    const shown = [...document.querySelectorAll('.card.item .who b, tr.item td.customer')].filter(seen);
    const boxes = [...document.querySelectorAll('.box')].filter((box) => seen(box) && box.innerText.trim());
    const sums = [...document.querySelectorAll('.tables table')].map(
      (table) => [...table.querySelectorAll('.sum')].filter(seen).map((row) => row.innerText.split(/\\s+/).join(' ')));
    found.push({
      chosen: [program, owner, outcome].map((id) => label(id).textContent.replace(/ \\(\\d+\\)$/, '')),
      shown: shown.map((element) => element.textContent).sort(),
      hollow: boxes.filter((box) => ![...box.querySelectorAll('.item')].some(seen)).map((box) => box.className),
      sums,
      people: [...document.querySelectorAll('.reason .tag.sum')].filter(seen).reduce(
        (sum, tag) => sum + Number(getComputedStyle(tag).counterIncrement.split(' ')[1]), 0),
    });
  }
  document.body.dataset.result = JSON.stringify(found);
});
</script>
"""


def probed(html: str, script: str, folder: Path, *options: str) -> Any:
    """What a script finds out in a browser; it is the only one that the page's policy lets run, for this test."""
    html = html.replace("style-src", "script-src 'nonce-probe'; style-src", 1).replace("</body>", script + "</body>")
    dumped = browse(html, folder, *options, "--dump-dom")
    result = re.search(r'data-result="([^"]*)"', dumped)
    assert result is not None
    return json.loads(unescape(result[1]))


@pytest.fixture(scope="module")
def choices(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What a browser shows after each choice of a program, an owner and what happens has been clicked."""
    found = probed(busy_page(), CHOOSE, tmp_path_factory.mktemp("page"), "--window-size=1280,2000")
    assert len(found) == (3 + 1) * (3 + 1) * (4 + 1)
    return list(found)


def test_a_browser_shows_just_what_was_chosen_by_clicking(choices: list[dict[str, Any]]) -> None:
    for found in choices:
        program, owner, outcome = found["chosen"]
        expected = sorted(
            name
            for name, its_program, its_owner, its_outcome in THINGS
            if program in ("Semua program", LABELS[its_program])
            and owner in ("Semua orang", its_owner or "belum ada")
            and outcome in ("Semuanya", OUTCOMES[its_outcome])
        )
        assert found["shown"] == expected, found["chosen"]


def test_the_figure_at_the_foot_counts_folded_people_too(choices: list[dict[str, Any]]) -> None:
    for found in choices:
        program, owner, outcome = found["chosen"]
        expected = sum(
            its_outcome in (DONE, CAPPED)
            and program in ("Semua program", LABELS[its_program])
            and owner in ("Semua orang", its_owner or "belum ada")
            and outcome in ("Semuanya", OUTCOMES[its_outcome])
            for _, its_program, its_owner, its_outcome in THINGS
        )
        assert found["people"] == expected, found["chosen"]


def test_each_card_names_its_program_and_the_choices_are_folded() -> None:
    html = busy_page()
    assert html.count('<div class="of">Premi</div>') == 3
    assert '<details class="filter program-filter">' in html
    assert "overflow-y" not in html, "no box scrolls within the page"


def test_no_heading_is_left_over_nothing(choices: list[dict[str, Any]]) -> None:
    assert [found for found in choices if found["hollow"]] == []


def test_figures_follow_what_was_chosen(choices: list[dict[str, Any]]) -> None:
    sums = {tuple(found["chosen"]): found["sums"] for found in choices}
    every = ("Semua program", "Semua orang", "Semuanya")
    assert sums[every] == [
        ["Premi 2 0 1 1 Rp1.200", "Ulang tahun 1 0 0 1 Rp600", "Kunjungan 0 0 1 1 Rp0"],
        ["Rina 1 0 1 2 Rp600", "Sari 2 0 0 1 Rp1.200", "belum ada 0 0 1 0 Rp0"],
    ]
    assert sums["Premi", "Semua orang", "Semuanya"] == [
        ["Premi 2 0 1 1 Rp1.200"],
        ["Rina 1 0 0 1 Rp600", "Sari 1 0 0 0 Rp600", "belum ada 0 0 1 0 Rp0"],
    ]
    assert sums["Semua program", "Rina", "Semuanya"] == [
        ["Premi 1 0 0 1 Rp600", "Kunjungan 0 0 1 1 Rp0"],
        ["Rina 1 0 1 2 Rp600"],
    ]
    assert sums["Premi", "Rina", "Semuanya"] == [["Premi 1 0 0 1 Rp600"], ["Rina 1 0 0 1 Rp600"]]
    assert sums["Ulang tahun", "Rina", "Semuanya"] == [[], []]
    assert sums["Semua program", "Semua orang", "Akan dikirim"] == [[], []], "they are about everything, so they go"


def test_every_owner_has_cards_on_a_large_day_and_the_rest_is_counted() -> None:
    many = [message(subject=f"POL-{n}", owner=RINA) for n in range(MOST_CARDS + 30)]
    few = [message(subject=f"POL-S{n}", owner=SARI) for n in range(MOST_OF_ONE + 2)]
    read = Reader(page([*many, *few]))
    cards = [str(attributes.get("class")).split() for tag, attributes in read.tags if tag == "article"]
    assert sum("o2" in classes for classes in cards) == MOST_OF_ONE
    lines = {str(attributes["class"]): text for (tag, attributes), text in _texts_of(read, "more")}
    assert sorted(lines.values()) == ["+ 2 lainnya", "+ 30 lainnya", "+ 32 lainnya"]


def _texts_of(read: Reader, name: str) -> list[tuple[tuple[str, dict[str, str | None]], str]]:
    tags = [(tag, attributes) for tag, attributes in read.tags if str(attributes.get("class")).split()[:1] == [name]]
    return list(zip(tags, (" ".join(text.split()[:3]) for text in read.inside(name)), strict=True))


def test_thousands_of_contacts_do_not_explode_the_page() -> None:
    programs = [replace(PROGRAM, program_id=f"p{n}", name=f"Program {n}") for n in range(50)]
    texts = [
        message(subject=f"S{n}", program=programs[n % 50], owner=f"Orang {n % 20}", customer_name=f"P{n}")
        for n in range(10_000)
    ]
    rows = ({"subject": f"S{n}", "program": f"p{n % 50}", "owner": f"Orang {n % 20}"} for n in range(10_000))
    html = page(texts, left_out=skipped(*rows), programs=tuple(programs))
    assert html.count("<article") < 2_000
    assert html.count('<tr class="item') < 1_000
    assert len(html) < 3_000_000


PROBE = """
<script nonce="probe">
addEventListener('load', () => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('.bubble, pre, dd, h2, li, iframe, label, td')].filter((element) => {
    const box = element.getBoundingClientRect();
    const around = (element.closest('.card') || document.body).getBoundingClientRect();
    return box.width > 0 && (box.right > around.right + 1 || box.left < around.left - 1);
  }).length;
  const frames = [...document.querySelectorAll('iframe')].map((frame) => frame.getBoundingClientRect().height);
  document.body.dataset.result = JSON.stringify({ wide, out, frames, title: document.title });
});
</script>
"""


@pytest.mark.parametrize("width", [360, 390, 1280, 1400])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_browser_shows_the_page_and_nothing_leaves_its_box(width: int, language: str, tmp_path: Path) -> None:
    shown = probed(hostile_page(language), PROBE, tmp_path, f"--window-size={width},2000")
    assert shown["wide"] == 0
    assert shown["out"] == 0
    assert shown["title"] != "broken"
    assert 0 not in shown["frames"]


def test_a_browser_runs_nothing_that_came_from_a_cell(tmp_path: Path) -> None:
    dumped = browse(hostile_page(), tmp_path, "--window-size=1280,2000", "--dump-dom")
    title = re.search(r"<title>([^<]*)</title>", dumped)
    assert title is not None
    assert title[1].startswith("Pratinjau · Mitra Sehat Sentosa")


def test_a_browser_draws_the_page(tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browse(page([message()]), tmp_path, "--window-size=1280,900", f"--screenshot={picture}")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size > 10_000
