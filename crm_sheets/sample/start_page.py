"""The first tab of a spreadsheet: the texts of a file's first tab, with tick boxes instead of drop-downs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from crm_sheets.model import Text
from crm_sheets.reports import titles
from crm_sheets.sample import start_here
from crm_sheets.sample.palette import BAND, HUES, INK, LEGEND, LINE, LOG, NAVY, PALER, WHITE
from crm_sheets.schema import TABS
from crm_sheets.workbook.google.setup.plan import Line, Look, PageCell, PagePlan, setup_id

ABOUT_TICKS = Text(
    "Buka Kotak keluar: baca pesannya, lalu centang Setuju? untuk yang boleh dikirim. "
    "Centang berlaku hanya untuk isi dan penerima itu.",
    "Open the Outbox: read each message and tick Approve? for those that may go. "
    "A tick holds for that text and that recipient only.",
)
ABOUT_SORTING = Text(
    "Bekerja berbarengan itu aman: urutkan, saring, dan tambah baris kapan saja, juga saat pekerjaan malam berjalan. "
    "Untuk menyaring hanya bagi diri sendiri, pakai Data > Buat tampilan filter.",
    "Working at the same time is safe: sort, filter and add rows whenever you like, also while the nightly job runs. "
    "To filter for yourself only, use Data > Create filter view.",
)
WRITTEN = Text("Ditulis setiap malam", "Written every night")
JOB_TABS = (
    (
        titles.DASHBOARD,
        Text(
            "Angka hari ini, tugas paling mendesak, dan penjualan sekilas.",
            "Today's numbers, the most urgent tasks, and sales at a glance.",
        ),
    ),
    (
        titles.PLAN,
        Text("Siapa disapa hari ini, siapa tidak, dan mengapa.", "Who is contacted today, who is not, and why."),
    ),
    (
        titles.PROBLEMS,
        Text(
            "Sel yang perlu dibetulkan, dan apa yang sebaiknya diketik.",
            "Cells to put right, and what to type instead.",
        ),
    ),
    (
        titles.SEGMENTS,
        Text("Pelanggan menurut tingkatan, tahap, dan pembelian.", "Customers by tier, stage and purchases."),
    ),
    (
        titles.PROFILES,
        Text(
            "Satu baris per pelanggan, dengan semua yang dihitung.", "One row per customer, with all that is computed."
        ),
    ),
)
"""What jobs write, and what is in it."""

WHERE_THEY_ARE = Text(
    "Kelimanya, Laporan setiap periode, dan bila datanya ada Premi menunggak, Alarm dana, dan Pohon referensi, muncul "
    "di ujung kanan setelah pekerjaan malam pertama.",
    "These five, a Report for each period, and where there is data for them Premiums at risk, Fund alarms and Referral "
    "tree, appear at the far right after the first nightly run.",
)
STEPS = (start_here.STEPS[0], ABOUT_TICKS, *start_here.STEPS[2:], ABOUT_SORTING)
WIDTHS = (2, 30, 62, 62)
PALE_NAVY = "#CFE3EE"


def start_page(order: Sequence[str], language: str, company: str) -> PagePlan:
    """The guide: the spreadsheet's language on the left, the other beside it; it leads to the tabs in `order`."""
    page = _Page(language)
    known_as = start_here.TITLE.in_language(language), start_here.TITLE.in_language(page.other)
    lines = tuple(page.lines(order, company))
    job_tabs = tuple(title.in_language(language) for title, _ in JOB_TABS)
    return PagePlan(known_as, setup_id("start_here"), NAVY, WIDTHS, lines, job_tabs)


class _Page:
    """Makes line after line; `number` counts them for the bands."""

    def __init__(self, language: str) -> None:
        self.language, self.other = language, "en" if language == "id" else "id"
        self.number = count()

    def lines(self, order: Sequence[str], company: str) -> Iterator[Line]:
        """All lines from the top."""
        yield from self._banner(company)
        yield self._texts("", start_here.PURPOSE, 72)
        yield self._section(start_here.MORNINGS)
        for number, step in enumerate(STEPS, start=1):
            yield self._texts(str(number), step, 56)
        yield self._section(WRITTEN)
        for title, meaning in JOB_TABS:
            yield self._link(title.in_language(self.language), title.in_language(self.language), meaning, LOG.strong)
        yield self._texts("", WHERE_THEY_ARE, 40)
        yield self._section(start_here.COLOURS)
        for colour, name, meaning in LEGEND:
            look = Look(ink=WHITE, ground=colour, bold=True, wrapped=True, align="CENTER")
            yield self._beside(PageCell("\n".join(self._both(name)), look), meaning, 45)
        yield self._section(start_here.TAB_LIST)
        yield from map(self._tab, order)

    def _both(self, text: Text) -> tuple[str, str]:
        return text.in_language(self.language), text.in_language(self.other)

    def _banner(self, company: str) -> Iterator[Line]:
        big = Look(ink=WHITE, ground=NAVY, bold=True, size=22)
        small = Look(ink=PALE_NAVY, ground=NAVY, size=12)
        for height, look, text in ((53, big, company), (35, small, " / ".join(self._both(start_here.HEADING)))):
            blank = PageCell("", look)
            yield Line(height, (blank, PageCell(text, look), blank, blank))
        yield Line(13, ())

    def _section(self, title: Text) -> Line:
        look = Look(ink=NAVY, line=NAVY, bold=True, size=13)
        first, second = self._both(title)
        return Line(40, (PageCell(""), PageCell(first, look), PageCell("", look), PageCell(second, look)))

    def _texts(self, label: str, text: Text, height: int) -> Line:
        return self._beside(PageCell(label, Look(ink=NAVY, bold=True, size=14, align="RIGHT")), text, height)

    def _tab(self, name: str) -> Line:
        tab = TABS[name]
        return self._link(tab.label.in_language(self.language), name, tab.note or Text("", ""), HUES[tab.owner].strong)

    def _link(self, label: str, leads_to: str, meaning: Text, ink: str) -> Line:
        look = Look(ink=ink, bold=True, underlined=True, align="LEFT")
        return self._beside(
            PageCell(label, look, leads_to=leads_to), meaning, 40 if max(map(len, meaning)) > 66 else 28
        )

    def _beside(self, label: PageCell, text: Text, height: int) -> Line:
        ground = BAND if next(self.number) % 2 else ""
        looks = (Look(ink=ink, ground=ground, line=LINE, wrapped=True, align="LEFT") for ink in (INK, PALER))
        words = (PageCell(text, look) for text, look in zip(self._both(text), looks, strict=True))
        return Line(height, (PageCell(""), label, *words))
