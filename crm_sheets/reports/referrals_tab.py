"""The tab of who brought whom: what recommendations have grown into, and whom to thank (catalogue C9)."""

from __future__ import annotations

from typing import Any

import polars as pl

from crm_sheets.content import Block, Format, JobTab
from crm_sheets.enrich.referral_tree import Person, referral_trees, subtree_sums
from crm_sheets.model import Text
from crm_sheets.periods import day_label
from crm_sheets.reports import titles
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import LABEL_WIDTH, MONEY, share, unit_label
from crm_sheets.reports.shown import Heading, only_saying, shown, with_customer_link

HEADING = Text("Pohon referensi", "Referral tree")
SUBHEADING = Text("Siapa membawa siapa, sampai {day}.", "Who brought whom, up to {day}.")
SUMMARY = Text("Ringkasan", "In short")
TREE = Text("Pohonnya", "The tree")
INDENT, BRANCH = "\u2003\u2003", "└ "

SUMMARY_HEADINGS = (
    Heading("label", Text("Ukuran", "Measure"), width=LABEL_WIDTH),
    Heading("number", Text("Jumlah", "Number"), Format.INTEGER, 16),
)
SUMMARY_LABELS = {
    "referrers": Text("Pemberi referensi", "Customers who recommended us"),
    "made": Text("Referensi", "Referrals"),
    "won": Text("Menjadi pelanggan", "Became customers"),
    "share": Text("Menjadi pelanggan (%)", "Became customers (%)"),
    "multiplier": Text("Pelanggan baru per 100 pemberi", "New customers per 100 referrers"),
    "generations": Text("Generasi", "Generations"),
    "thanks_due": Text("Belum diucapi terima kasih", "Not thanked yet"),
    "spend": Text("Belanja mereka yang dibawa {currency}", "Spend of those brought {currency}"),
}
TREE_HEADINGS = (
    Heading("name", Text("Pelanggan", "Customer"), Format.LINK, LABEL_WIDTH + 12, link_column="customer_link"),
    Heading("made", Text("Referensi", "Referrals"), Format.INTEGER, 16),
    Heading("direct", Text("Dibawa langsung", "Brought directly"), Format.INTEGER, 17),
    Heading("in_all", Text("Dibawa seluruhnya", "Brought in all"), Format.INTEGER, 18),
    Heading("spend", Text("Belanja mereka", "Their spend"), Format.MONEY, 17),
    Heading("premium", Text("Premi mereka setahun", "Their premium a year"), Format.MONEY, 19),
    Heading("thanked", Text("Terima kasih", "Thanked"), width=14),
    Heading("note", Text("Catatan", "Note"), Format.WRAP, 44),
)

NOBODY = Text("Belum ada referensi.", "No referrals yet.")
THANKED = Text("Sudah", "Yes")
THANKS_DUE = Text("Belum ({number})", "Not yet ({number})")
NAMES_SELF = Text("Tercatat merujuk dirinya sendiri; tidak dihitung.", "Noted as recommending themselves; not counted.")
IN_CIRCLE = Text(
    "Tercatat membawa {who}, padahal berasal darinya; tidak dihitung.",
    "Noted as having brought {who}, from whom they come; not counted.",
)


def referrals_tab(source: ReportInput) -> JobTab:
    """What recommendations have brought, and below it the tree: everybody above those they brought."""
    people = referral_trees(source.book.table("referrals"), source.as_of)
    return JobTab(
        title=titles.REFERRAL_TREE.in_language(source.language),
        blocks=(_summary(people, source), _tree(people, source)),
        heading=HEADING.in_language(source.language),
        subheading=SUBHEADING.in_language(source.language).format(day=day_label(source.as_of, source.language)),
    )


def _summary(people: list[Person], source: ReportInput) -> Block:
    figures = summary_figures(people, source)
    rows = [
        (label.in_language(source.language).format(currency=unit_label(MONEY, source)), figures[name])
        for name, label in SUMMARY_LABELS.items()
    ]
    frame = pl.DataFrame(rows, schema={"label": pl.String, "number": pl.Float64}, orient="row")
    return Block(frame, shown(SUMMARY_HEADINGS, source.language), SUMMARY.in_language(source.language))


def summary_figures(people: list[Person], source: ReportInput) -> dict[str, float | None]:
    """The figures by name (SUMMARY_LABELS); None where there is nothing to divide by."""
    made, won = sum(one.made for one in people), sum(len(one.brought) for one in people)
    referrers = sum(one.made > 0 for one in people)
    brought = [child for one in people for child in one.brought]
    spend = _values(source, "spend_lifetime")
    return {
        "referrers": referrers,
        "made": made,
        "won": won,
        "share": share(won, made),
        "multiplier": share(won, referrers),
        "generations": max((one.generation for one in people), default=0),
        "thanks_due": sum(one.thanks_due for one in people),
        "spend": sum(spend.get(one, 0.0) for one in brought),
    }


def _tree(people: list[Person], source: ReportInput) -> Block:
    language = source.language
    rows = pl.DataFrame(_rows(people, source), schema=_SCHEMA)
    frame = with_customer_link(rows, source.book)
    if frame.is_empty():
        frame = only_saying(frame, "name", NOBODY.in_language(language))
    return Block(frame, shown(TREE_HEADINGS, language), TREE.in_language(language))


def _rows(people: list[Person], source: ReportInput) -> list[dict[str, Any]]:
    names = dict(source.profiles.select("customer_id", "name").iter_rows())
    in_all = subtree_sums(people, dict.fromkeys((one.customer_id for one in people), 1.0))
    spend = subtree_sums(people, _values(source, "spend_lifetime"))
    premium = subtree_sums(people, _values(source, "premium_yearly"))
    # A nought is left blank: a tree of noughts is hard to read.
    return [
        {
            "customer_id": one.customer_id,
            "name": _indented(names.get(one.customer_id) or one.customer_id, one.generation),
            "made": one.made or None,
            "direct": len(one.brought) or None,
            "in_all": int(in_all[one.customer_id]) or None,
            "spend": spend[one.customer_id] or None,
            "premium": premium[one.customer_id] or None,
            "thanked": _thanked(one, source.language),
            "note": _note(one, names, source.language),
        }
        for one in people
    ]


_SCHEMA = {
    "customer_id": pl.String,
    **{heading.name: pl.String for heading in TREE_HEADINGS},
    **dict.fromkeys(("made", "direct", "in_all"), pl.Int64),
    **dict.fromkeys(("spend", "premium"), pl.Float64),
}


def _values(source: ReportInput, column: str) -> dict[str, float]:
    return dict(source.profiles.select("customer_id", pl.col(column).fill_null(0.0)).iter_rows())


def _indented(name: str, generation: int) -> str:
    return f"{INDENT * (generation - 1)}{BRANCH}{name}" if generation else name


def _thanked(one: Person, language: str) -> str:
    if one.thanks_due:
        return THANKS_DUE.in_language(language).format(number=one.thanks_due)
    return THANKED.in_language(language) if one.made else ""


def _note(one: Person, names: dict[str, str], language: str) -> str:
    circle = ", ".join(names.get(known) or known for known in one.in_circle)
    notes = [NAMES_SELF.in_language(language)] if one.names_self else []
    return " ".join([*notes, *([IN_CIRCLE.in_language(language).format(who=circle)] if circle else [])])
