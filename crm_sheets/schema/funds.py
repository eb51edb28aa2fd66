"""Unit-link funds and their prices."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.schema.choices import FUND_TYPES
from crm_sheets.schema.columns import identifier, notes

FUNDS = Tab(
    name="funds",
    label=Text("Dana investasi", "Funds"),
    aliases=("dana", "dana unit link", "fund list"),
    owner=Owner.TEAM,
    key="fund_id",
    note=Text("Dana unit link yang dapat dipilih pemegang polis.", "Unit-link funds that policy holders may choose."),
    columns=(
        identifier("fund_id", "ID Dana", "Fund ID", "kode dana", "fund code"),
        Column("name", Text("Nama dana", "Fund"), Kind.TEXT, ("nama", "name", "fund name"), required=True),
        Column("type", Text("Jenis dana", "Fund type"), Kind.CHOICE, ("jenis", "type"), choices=FUND_TYPES),
        Column("manager", Text("Manajer investasi", "Fund manager"), Kind.TEXT),
        Column("launched", Text("Diluncurkan", "Launched"), Kind.DATE, ("tanggal peluncuran",), past=True),
        notes(),
    ),
)

FUND_PRICES = Tab(
    name="fund_prices",
    label=Text("Harga dana", "Fund prices"),
    aliases=("nab", "nav", "harga unit", "unit prices", "nab dana"),
    owner=Owner.TEAM,
    note=Text(
        "Nilai aktiva bersih (NAB) per unit, satu baris per dana per hari bursa.",
        "Net asset value (NAV) per unit, one row per fund and trading day.",
    ),
    columns=(
        Column(
            "fund_id",
            Text("ID Dana", "Fund ID"),
            Kind.ID,
            ("dana", "fund", "kode dana"),
            required=True,
            references="funds.fund_id",
        ),
        Column("date", Text("Tanggal", "Date"), Kind.DATE, ("tgl",), required=True, past=True),
        Column("nav", Text("NAB per unit", "NAV per unit"), Kind.NUMBER, ("nab", "nav"), required=True, minimum=0),
    ),
)

TABS = (FUNDS, FUND_PRICES)
