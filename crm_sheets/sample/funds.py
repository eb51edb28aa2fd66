"""The unit-link funds and their prices; one has just fallen."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crm_sheets.sample.options import Options, Row, day

MANAGER = "Sentosa Asset Management"


class Fund(NamedTuple):
    """One fund: how its price starts, and how much it may move in a day."""

    fund_id: str
    name: str
    type: str
    start: float
    daily: float


FUNDS = (
    Fund("D-01", "Sentosa Saham Dinamis", "equity", 1840.25, 0.009),
    Fund("D-02", "Sentosa Saham Unggulan", "equity", 2415.6, 0.008),
    Fund("D-03", "Sentosa Campuran Seimbang", "managed", 1622.1, 0.005),
    Fund("D-04", "Sentosa Pendapatan Tetap", "fixed_income", 1388.45, 0.002),
    Fund("D-05", "Sentosa Pasar Uang", "money_market", 1215.8, 0.0002),
)
FALLEN = "D-01"
FALL_DAYS = (-4, -3, -2)
"""Days on which it lost 4.5 % each: the alarm is two working days old on the sample's own day."""
TRADING_DAYS = 90


def make_funds(options: Options) -> list[Row]:
    """The Funds tab's rows."""
    return [
        {
            "fund_id": fund.fund_id,
            "name": fund.name,
            "type": fund.type,
            "manager": MANAGER,
            "launched": date(2016 + number, 3, 14),
        }
        for number, fund in enumerate(FUNDS)
    ]


def make_fund_prices(options: Options) -> list[Row]:
    """The Fund prices tab's rows, newest day first."""
    random = options.random("funds")
    days = [on for on in (day(-back) for back in range(140)) if on.weekday() < 5][:TRADING_DAYS]
    rows = []
    for fund in FUNDS:
        price = fund.start
        for on in reversed(days):
            price *= 1 + random.gauss(0.0003, fund.daily)
            if fund.fund_id == FALLEN and (on - day(0)).days in FALL_DAYS:
                price *= 0.955
            rows.append({"fund_id": fund.fund_id, "date": on, "nav": round(price, 4)})
    return sorted(rows, key=lambda row: (-row["date"].toordinal(), row["fund_id"]))
