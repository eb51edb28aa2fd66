"""The first tab: what this workbook is, whose is what, and what to do each morning, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from crm_sheets.model import Text
from crm_sheets.sample.palette import BAND, HUES, INK, LEGEND, LINE, NAVY, PALER, WHITE
from crm_sheets.sample.styles import Styles
from crm_sheets.schema import TABS

TITLE = Text("Mulai di sini", "Start here")
HEADING = Text("Mulai di sini", "Start here")
PURPOSE = Text(
    "Buku kerja ini adalah CRM tim Anda. Anda mengisi; setiap malam sebuah pekerjaan membaca semuanya, memeriksa, "
    "dan menyiapkan siapa yang sebaiknya disapa besok, mengapa, dan lewat apa.",
    "This workbook is your team's CRM. You fill it in; every night a job reads all of it, checks it, and prepares "
    "who should hear from you tomorrow, why, and how.",
)
MORNINGS = Text("Setiap pagi", "Every morning")
STEPS = (
    Text(
        "Buka Antrean: telepon, kunjungan, dan hadiah untuk hari ini. Isi Selesai?, Hasil, dan Tindak lanjut.",
        "Open the Queue: today's calls, visits and gifts. Fill in Done?, Outcome and Follow up on.",
    ),
    Text(
        "Buka Kotak keluar: baca pesannya, lalu pilih Ya pada kolom Setuju? untuk yang boleh dikirim. "
        "Centang berlaku hanya untuk isi dan penerima itu.",
        "Open the Outbox: read each message and choose Yes under Approve? for those that may go. "
        "A tick holds for that text and that recipient only.",
    ),
    Text(
        "Lihat tab Masalah (ditulis setiap malam): sel mana yang perlu dibetulkan, dan apa yang sebaiknya diketik.",
        "Look at the Problems tab (written every night): which cells to put right, and what to type instead.",
    ),
    Text(
        "Catat pelanggan, pembelian, dan keluhan baru di tab hijau. Urutan kolom boleh diubah, kolom boleh ditambah.",
        "Enter new customers, purchases and complaints in the green tabs. Columns may be moved, and more added.",
    ),
)
COLOURS = Text("Arti warna", "What the colours mean")
TAB_LIST = Text("Isi buku kerja", "What is where")
NEWLY_WRITTEN = Text(
    "Dasbor, Rencana, Masalah, Segmen, Laporan, dan Profil muncul di ujung kanan setelah pekerjaan malam pertama.",
    "Dashboard, Plan, Problems, Customer segments, Report and Profiles appear at the far right after the first "
    "nightly run.",
)
LABEL, FIRST, SECOND = 1, 2, 3
"""Columns: a label, and the text in the workbook's own language beside the other."""


def write_start_here(worksheet: Worksheet, styles: Styles, language: str, order: Sequence[str], company: str) -> None:
    """Fill the tab: the workbook's language on the left, the other beside it."""
    page = _Page(worksheet, styles, language)
    page.banner(company)
    page.texts("", PURPOSE, height=54)
    page.section(MORNINGS)
    for number, step in enumerate(STEPS, start=1):
        page.texts(str(number), step, height=42)
    page.section(COLOURS)
    for colour, name, meaning in LEGEND:
        page.legend(colour, name, meaning)
    page.section(TAB_LIST)
    for tab_name in order:
        page.link(tab_name)
    page.texts("", NEWLY_WRITTEN, height=36)
    page.finish()


class _Page:
    """Writes line by line from the top."""

    def __init__(self, worksheet: Worksheet, styles: Styles, language: str) -> None:
        self.worksheet, self.styles, self.language = worksheet, styles, language
        self.other = "en" if language == "id" else "id"
        self.row = 0
        worksheet.hide_gridlines(2)
        worksheet.set_column(0, 0, 2)
        worksheet.set_column(LABEL, LABEL, 30)
        worksheet.set_column(FIRST, SECOND, 62)

    def _both(self, text: Text) -> tuple[str, str]:
        return text.in_language(self.language), text.in_language(self.other)

    def banner(self, company: str) -> None:
        """The company's name on a dark ground."""
        big = self.styles.make(bold=True, font_size=22, font_color=WHITE, bg_color=NAVY)
        small = self.styles.make(font_size=12, font_color="#CFE3EE", bg_color=NAVY)
        for height, style, text in ((40, big, company), (26, small, " / ".join(self._both(HEADING)))):
            self.worksheet.set_row(self.row, height)
            self.worksheet.write_string(self.row, LABEL, text, style)
            for column in (0, FIRST, SECOND):
                self.worksheet.write_blank(self.row, column, None, style)
            self.row += 1
        self.worksheet.set_row(self.row, 10)
        self.row += 1

    def section(self, title: Text) -> None:
        """A heading over the lines that follow."""
        style = self.styles.make(bold=True, font_size=13, font_color=NAVY, bottom=2, bottom_color=NAVY, valign="bottom")
        first, second = self._both(title)
        self.worksheet.set_row(self.row, 30)
        self.worksheet.write_string(self.row, LABEL, first, style)
        self.worksheet.write_blank(self.row, FIRST, None, style)
        self.worksheet.write_string(self.row, SECOND, second, style)
        self.row += 1

    def texts(self, label: str, text: Text, height: int) -> None:
        """A line with the text in both languages."""
        self._label(label, self.styles.make(bold=True, font_size=14, font_color=NAVY, align="right", indent=1))
        self._beside(text, height)

    def legend(self, colour: str, name: Text, meaning: Text) -> None:
        """A line with a coloured cell and what it means."""
        style = self.styles.make(
            bold=True, font_color=WHITE, bg_color=colour, text_wrap=True, align="center", border=1, border_color=WHITE
        )
        self._label("\n".join(self._both(name)), style)
        self._beside(meaning, 34)

    def link(self, name: str) -> None:
        """A line that leads to a tab."""
        tab = TABS[name]
        title = tab.label.in_language(self.language)
        style = self.styles.make(font_color=HUES[tab.owner].strong, bold=True, underline=1, indent=1)
        self.worksheet.write_url(self.row, LABEL, f"internal:'{title}'!A1", style, title)
        if tab.note:
            self._beside(tab.note, 30 if max(map(len, tab.note)) > 68 else 21)

    def _label(self, label: str, style: object) -> None:
        self.worksheet.write_string(self.row, LABEL, label, style)

    def _beside(self, text: Text, height: int) -> None:
        ground = {"bg_color": BAND} if self.row % 2 else {}
        for column, words, ink in zip((FIRST, SECOND), self._both(text), (INK, PALER), strict=True):
            style = self.styles.make(text_wrap=True, font_color=ink, indent=1, bottom=1, bottom_color=LINE, **ground)
            self.worksheet.write_string(self.row, column, words, style)
        self.worksheet.set_row(self.row, height)
        self.row += 1

    def finish(self) -> None:
        """How the tab looks and prints."""
        self.worksheet.set_tab_color(NAVY)
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)
        self.worksheet.fit_to_pages(1, 0)
        self.worksheet.set_margins(0.4, 0.4, 0.5, 0.5)
