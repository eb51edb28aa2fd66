"""The first tab of a spreadsheet: the texts of a file's first tab, with tick boxes instead of drop-downs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from crm_sheets.model import Text
from crm_sheets.sample import start_here
from crm_sheets.sample.palette import BAND, HUES, INK, LEGEND, LINE, NAVY, PALER, WHITE
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
STEPS = (start_here.STEPS[0], ABOUT_TICKS, *start_here.STEPS[2:], ABOUT_SORTING)
WIDTHS = (2, 30, 62, 62)
PALE_NAVY = "#CFE3EE"


def start_page(order: Sequence[str], language: str, company: str) -> PagePlan:
    """The guide: the spreadsheet's language on the left, the other beside it; it leads to the tabs in `order`."""
    page = _Page(language)
    titles = start_here.TITLE.in_language(language), start_here.TITLE.in_language(page.other)
    return PagePlan(titles, setup_id("start_here"), NAVY, WIDTHS, tuple(page.lines(order, company)))


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
        yield self._section(start_here.COLOURS)
        for colour, name, meaning in LEGEND:
            look = Look(ink=WHITE, ground=colour, bold=True, wrapped=True, align="CENTER")
            yield self._beside(PageCell("\n".join(self._both(name)), look), meaning, 45)
        yield self._section(start_here.TAB_LIST)
        yield from map(self._link, order)
        yield self._texts("", start_here.NEWLY_WRITTEN, 48)

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

    def _link(self, name: str) -> Line:
        tab = TABS[name]
        look = Look(ink=HUES[tab.owner].strong, bold=True, underlined=True, align="LEFT")
        label = PageCell(tab.label.in_language(self.language), look, leads_to=name)
        note = tab.note or Text("", "")
        return self._beside(label, note, 40 if max(map(len, note)) > 68 else 28)

    def _beside(self, label: PageCell, text: Text, height: int) -> Line:
        ground = BAND if next(self.number) % 2 else ""
        looks = (Look(ink=ink, ground=ground, line=LINE, wrapped=True, align="LEFT") for ink in (INK, PALER))
        words = (PageCell(text, look) for text, look in zip(self._both(text), looks, strict=True))
        return Line(height, (PageCell(""), label, *words))
