"""Links of cells: to a cell of the same spreadsheet, or to an address outside it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

LONGEST_ADDRESS = 2_000

_INSIDE = r"^#(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?([0-9]{1,8})$"
_SAFE = r"(?:[!-~--[%\"<>\\^`{|}]]|%[0-9A-Fa-f]{2})"
_OUTSIDE = rf"^(?i:https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{{1,5}})?(?:[/?#]{_SAFE}*)?|mailto:{_SAFE}+@{_SAFE}+)$"


def link_address(name: str, sheet_ids: Mapping[str, int]) -> pl.Expr:
    """The address for the link target in the frame column `name`, null where a cell can have none.

    "#'Tab'!C5" leads to the tab with that title's id; https: and mailto: stay as they are. Google refuses the whole
    write for one address that it does not like (tel: is one), so whatever looks odd is no link.
    """
    target = pl.col(name).cast(pl.String)
    title = pl.coalesce(target.str.extract(_INSIDE, 1).str.replace_all("''", "'", literal=True), _part(target, 2))
    ids = {title.lower(): str(number) for title, number in sheet_ids.items()}
    sheet_id = title.str.to_lowercase().replace_strict(ids, default=None, return_dtype=pl.String)
    inside = pl.concat_str(pl.lit("#gid="), sheet_id, pl.lit("&range="), _part(target, 3), _part(target, 4))
    allowed = target.str.contains(_OUTSIDE) & (target.str.len_chars() <= LONGEST_ADDRESS)
    return pl.when(target.str.starts_with("#")).then(inside).when(allowed).then(target)


def _part(target: pl.Expr, number: int) -> pl.Expr:
    return target.str.extract(_INSIDE, number)
