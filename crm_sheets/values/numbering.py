"""Numbering plans: the patterns of the phonenumbers library for one country, as Polars expressions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

_SPECIAL = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
_SEPARATORS = r"[ ().\-]+"


@dataclass(frozen=True)
class NumberingPlan:
    """What the library's metadata say about one country's numbers; the texts are anchored regular expressions."""

    code: str
    prefix: str
    international: str
    possible: str
    landline: str
    mobile: str
    special: str

    def e164(self, texts: pl.Series) -> pl.Series:
        """The E.164 numbers of the usual spellings, null where the library has to be asked.

        Follows the order in which the library reads: the country code is taken off after a plus sign, or without one
        only where the digits as they stand are no number of the country; then the national prefix. Left to be asked
        are digits that could be both: "62811123456" is a landline of Kabanjahe and a mobile number with country code.
        Worked out step by step, as one large expression would compute the shared parts again and again.
        """
        digits, rest, national = pl.col("digits"), pl.col("rest"), pl.col("national")
        steps = texts.to_frame("text").select(digits=pl.col("text").str.replace_all(_SEPARATORS, ""))
        steps = steps.with_columns(
            plus=digits.str.starts_with(f"+{self.code}"),
            code=digits.str.starts_with(self.code),
            possible=digits.str.contains(self.possible),
        )
        steps = steps.with_columns(
            rest=pl.when("plus")
            .then(digits.str.slice(1 + len(self.code)))
            .when("code")
            .then(digits.str.slice(len(self.code)))
            .otherwise(digits)
        )
        steps = steps.with_columns(after_code=self._national(rest))
        unsure = digits.str.contains(self.international) | (
            pl.col("code") & pl.col("possible") & pl.col("after_code").str.contains(self.mobile)
        )
        if self.prefix:
            unsure |= pl.col("code") & ~pl.col("possible") & pl.col("after_code").str.contains(self.prefix)
        bare = pl.col("code") & pl.col("possible")
        steps = steps.with_columns(
            unsure=unsure, national=pl.when(bare).then(self._national(digits)).otherwise(pl.col("after_code"))
        )
        certain = (national.str.contains(self.landline) | national.str.contains(self.mobile)) & ~pl.col("unsure")
        return steps.select(pl.when(certain).then(pl.lit(f"+{self.code}") + national)).to_series()

    def _national(self, digits: pl.Expr) -> pl.Expr:
        """The digits without the national prefix."""
        return digits.str.replace(self.prefix, "") if self.prefix else digits

    def kind(self, numbers: pl.Series) -> pl.Series:
        """ "mobile", "landline" or "other" of E.164 numbers; null where the library has to be asked."""
        national = pl.col("national")
        steps = numbers.to_frame("number").select(
            pl.when(pl.col("number").str.starts_with(f"+{self.code}"))
            .then(pl.col("number").str.strip_prefix(f"+{self.code}"))
            .alias("national")
        )
        kinds = (
            pl.when(national.str.contains(self.special))
            .then(pl.lit("other"))
            .when(national.str.contains(self.mobile))
            .then(pl.lit("mobile"))
            .when(national.str.contains(self.landline))
            .then(pl.lit("landline"))
        )
        return steps.select(kinds).to_series()


@lru_cache(maxsize=8)
def numbering_plan(country: str) -> NumberingPlan | None:
    """The plan of an ISO country code, None where patterns alone cannot decide as the library does.

    That is so where the national prefix rewrites the number (Argentina, Brazil) and where the country shares its code
    with a larger one (Canada, Kazakhstan).
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(country.upper())
    if metadata is None or metadata.national_prefix_transform_rule or metadata.leading_digits:
        return None
    if COUNTRY_CODE_TO_REGION_CODE[metadata.country_code or 0][0] != country.upper():
        return None
    parsing = metadata.national_prefix_for_parsing
    return NumberingPlan(
        code=str(metadata.country_code),
        prefix=f"^(?:{parsing})" if parsing else "",
        international=f"^(?:{metadata.international_prefix or '[^0-9]'})",
        possible=_anchored(metadata, "general_desc"),
        landline=_anchored(metadata, "fixed_line"),
        mobile=_anchored(metadata, "mobile"),
        special=_anchored(metadata, *_SPECIAL),
    )


def _anchored(metadata: Any, *kinds: str) -> str:
    """A pattern that matches the whole of a number of one of these kinds, or nothing at all."""
    descriptions = [getattr(metadata, kind) for kind in kinds]
    patterns = [found.national_number_pattern for found in descriptions if found and found.national_number_pattern]
    return f"^(?:{'|'.join(patterns)})$" if patterns else r"^\b\B"
