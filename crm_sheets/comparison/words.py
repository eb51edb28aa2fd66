"""What a comparison means, in words for people who are no statisticians."""

from __future__ import annotations

from crm_sheets.comparison.compared import CONTACTED, HELD_OUT, Compared, Result
from crm_sheets.comparison.conversions import LABELS
from crm_sheets.comparison.interval import Difference
from crm_sheets.model import Text
from crm_sheets.render.shown import date_text

WIDTH, COLUMN = 18, 17
HEADLINE = Text(
    "{name} ({program}) sejak {since}, dalam {days} hari", "{name} ({program}) since {since}, in {days} days"
)
NOTHING_YET = Text(
    "{name} ({program}) belum menghubungi siapa pun.", "{name} ({program}) has not contacted anybody yet."
)
PEOPLE = Text("Orang", "People")
SIDES = {CONTACTED: Text("dihubungi", "contacted"), HELD_OUT: Text("pembanding", "held out")}
DIFFERENCE = Text("beda dalam % (selang 95 %)", "difference in % (95 % interval)")
TOO_EARLY = Text(
    "{count} orang belum dihitung: {days} harinya belum lewat.",
    "{count} people are not counted yet: their {days} days are not over.",
)
CHANGED_SIDES = Text(
    "{count} orang tidak dihitung: pernah disisihkan, kemudian dihubungi juga.",
    "{count} people are not counted: they were held out and contacted later.",
)
NO_HOLD_OUT = Text(
    "Tanpa kelompok pembanding tidak dapat dikatakan apa yang berubah karena program ini: sebagian tentu membeli "
    "juga tanpa dihubungi. Tulis misalnya 20 % di kolom 'Kelompok pembanding' pada baris programnya; yang sudah "
    "dihubungi sebelumnya tidak ikut dibandingkan.",
    "Without a hold-out nobody can say what changed because of this program: some would have bought anyway. Write "
    "20 %, say, into the column 'Held out' of the program's row; who was contacted before is not compared.",
)
MORE = Text("lebih banyak", "more")
FEWER = Text("lebih sedikit", "fewer")
TOO_FEW = Text("terlalu sedikit untuk dipastikan", "too few to tell")
NOBODY = Text("satu sisi masih kosong", "one side is still empty")


def verdict(found: Difference | None, language: str) -> str:
    """What the difference says about the contacted: more, fewer, or too few to tell."""
    if found is None:
        return NOBODY.in_language(language)
    text = TOO_FEW if not found.is_sure else MORE if found.value > 0 else FEWER
    return text.in_language(language)


def as_text(name: str, found: Compared, language: str) -> str:
    """The figures as aligned lines, and what is to be known of them."""
    words = {"name": name, "program": found.program, "days": found.days}
    if found.since is None:
        return NOTHING_YET.in_language(language).format(**words)
    lines = [HEADLINE.in_language(language).format(since=date_text(found.since, language), **words)]
    lines += [_line(*cells) for cells in _table(found, language)]
    counted = ((TOO_EARLY, found.too_early), (CHANGED_SIDES, found.changed_sides))
    lines += [text.in_language(language).format(count=count, days=found.days) for text, count in counted if count]
    if not found.has_hold_out:
        lines.append(NO_HOLD_OUT.in_language(language))
    return "\n".join(lines)


def _line(label: str, contacted: str, held_out: str = "", difference: str = "") -> str:
    return f"  {label:<{WIDTH}}{contacted:>{COLUMN}}{held_out:>{COLUMN}}   {difference}".rstrip()


def _table(found: Compared, language: str) -> list[tuple[str, ...]]:
    """The rows, with the side of the held out only where anybody was."""
    sides = [SIDES[side].in_language(language) for side in (CONTACTED, HELD_OUT)]
    head = ("", *sides, DIFFERENCE.in_language(language))
    people = (PEOPLE.in_language(language), str(found.contacted), str(found.held_out))
    rows = [head, people, *(_cells(found, item, language) for item in found.results)]
    return rows if found.has_hold_out else [row[:2] for row in rows]


def _cells(found: Compared, item: Result, language: str) -> tuple[str, ...]:
    return (
        LABELS[item.conversion].in_language(language),
        _hits(item.contacted, found.share(item.contacted, CONTACTED), language),
        _hits(item.held_out, found.share(item.held_out, HELD_OUT), language),
        _difference(item.difference, language),
    )


def _hits(hits: int, share: float | None, language: str) -> str:
    return f"{hits} ({_percent(share, language)} %)" if share is not None else str(hits)


def _difference(found: Difference | None, language: str) -> str:
    said = verdict(found, language)
    if found is None:
        return said
    value, low, high = (_percent(part, language, sign="+") for part in found)
    return f"{value} ({low} … {high}): {said}"


def _percent(share: float, language: str, sign: str = "") -> str:
    text = format(100 * share, f"{sign}.1f")
    return text.replace(".", ",") if language == "id" else text
