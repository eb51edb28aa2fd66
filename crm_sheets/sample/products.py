"""What the company sells: policies, and the goods of the health shop."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, day

INSURANCE = Text("Asuransi", "Insurance")
CHOLESTEROL = Text("Kolesterol", "Cholesterol")
ANTI_AGEING = Text("Anti-penuaan", "Anti-ageing")
BLOOD = Text("Pengencer darah", "Blood thinner")
DIGESTION = Text("Pencernaan", "Digestion")
SUGAR = Text("Gula darah", "Blood sugar")
BONES = Text("Tulang & sendi", "Bones & joints")
IMMUNITY = Text("Imunitas", "Immunity")
DEVICES = Text("Alat kesehatan", "Health devices")


class Product(NamedTuple):
    """One thing on sale; prices and costs in rupiah, 0 where a price is not fixed."""

    product_id: str
    name: Text
    category: Text
    price: int
    cost: int
    launched: date | None = None
    discontinued: date | None = None


def _same(name: str) -> Text:
    return Text(name, name)


POLICY_PRODUCTS = (
    Product("A-101", Text("Jiwa Sentosa", "Sentosa Life"), INSURANCE, 0, 0),
    Product("A-102", Text("Sehat Keluarga", "Family Health"), INSURANCE, 0, 0),
    Product("A-103", Text("Dana Pendidikan Cerah", "Bright Education Plan"), INSURANCE, 0, 0),
    Product("A-104", Text("Unit Link Sejahtera", "Prosperity Unit Link"), INSURANCE, 0, 0),
    Product("A-105", Text("Penyakit Kritis Plus", "Critical Illness Plus"), INSURANCE, 0, 0),
    Product("A-106", Text("Kecelakaan Diri", "Personal Accident"), INSURANCE, 0, 0),
)

GOODS = (
    Product("B-201", _same("KolesNormal 60 kaplet"), CHOLESTEROL, 285_000, 150_000),
    Product("B-202", _same("Omega Laut 100 kapsul"), CHOLESTEROL, 420_000, 240_000),
    Product("B-203", _same("AwetMuda Serum"), ANTI_AGEING, 650_000, 310_000),
    Product("B-204", _same("Kolagen Premium 30 sachet"), ANTI_AGEING, 890_000, 460_000),
    Product("B-205", _same("LancarDarah 30 kapsul"), BLOOD, 375_000, 190_000),
    Product("B-206", _same("Nattokin Forte"), BLOOD, 980_000, 560_000),
    Product("B-207", _same("SeratPlus 20 sachet"), DIGESTION, 165_000, 85_000),
    Product("B-208", _same("ProBiotik Harian"), DIGESTION, 310_000, 170_000),
    Product("B-209", _same("GulaSeimbang 60 kapsul"), SUGAR, 340_000, 180_000),
    Product("B-210", Text("Teh Daun Insulin", "Insulin leaf tea"), SUGAR, 85_000, 35_000),
    Product("B-211", _same("SendiLentur Gel"), BONES, 145_000, 70_000),
    Product("B-212", _same("KalsiDea 120 tablet"), BONES, 395_000, 215_000),
    Product("B-213", _same("MaduImun 1 kg"), IMMUNITY, 225_000, 120_000),
    Product("B-214", _same("VitaLengkap 90 tablet"), IMMUNITY, 480_000, 265_000, day(-40)),
    Product("B-215", Text("Tensimeter digital", "Digital blood-pressure meter"), DEVICES, 1_250_000, 820_000),
    Product("B-216", Text("Alat cek gula darah", "Glucose meter"), DEVICES, 550_000, 330_000),
    Product("B-217", Text("Penyaring air alkali", "Alkaline water filter"), DEVICES, 8_400_000, 5_300_000),
    Product("B-218", Text("Kasur terapi", "Therapy mattress"), DEVICES, 18_500_000, 12_100_000),
    Product("B-219", Text("Kursi pijat", "Massage chair"), DEVICES, 32_000_000, 22_400_000),
    Product("B-220", Text("Sabuk getar", "Vibrating belt"), DEVICES, 750_000, 480_000, day(-1500), day(-300)),
)

NEWEST = (Product("A-107", Text("Sehat Keluarga Plus", "Family Health Plus"), INSURANCE, 0, 0, day(-3)),)
"""Launched this week: a reason to come back to those who postponed."""

ON_SALE = tuple(sorted((goods for goods in GOODS if not goods.discontinued), key=lambda goods: goods.price))


def make_products(options: Options) -> list[Row]:
    """The Products tab's rows."""
    return [
        {
            "product_id": product.product_id,
            "name": options.say(product.name),
            "category": options.say(product.category),
            "price": product.price or None,
            "cost": product.cost or None,
            "launched": product.launched or date(2019, 1 + number % 12, 15),
            "discontinued": product.discontinued,
        }
        for number, product in enumerate((*POLICY_PRODUCTS, *NEWEST, *GOODS))
    ]
