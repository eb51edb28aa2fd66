"""The people whom the sample's own day is about: each shows one thing that the plan has to get right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row, birthday, day

_COUPLE_PHONE = "81200000001"
_USUAL: Row = {"type": "contact", "kind": "person", "status": "active", "language": "id"}


@dataclass(frozen=True)
class Persona:
    """One of the cast: columns that differ from a drawn customer, and what comes with the person.

    `purchases` are (days before the sample's day, rupiah); None leaves them to chance. `policies` and `family` hold
    rows without ids. `consent` is "granted", "withdrawn" or "none"; with `allows_sensitive` health and religion may be
    used.
    """

    fields: Row
    family: tuple[Row, ...] = ()
    policies: tuple[Row, ...] = ()
    purchases: tuple[tuple[int, int], ...] | None = None
    consent: str = "granted"
    allows_sensitive: bool = False

    def customer(self, options: Options) -> Row:
        """The columns of the Customers tab that this persona settles."""
        return _USUAL | options.said(self.fields)


def _man(name: str, **fields: Any) -> Row:
    return {"name": name, "salutation": "Bapak", "gender": "male", **fields}


def _woman(name: str, **fields: Any) -> Row:
    return {"name": name, "salutation": "Ibu", "gender": "female", **fields}


def _policy(frequency: str, premium: int, due: int, **fields: Any) -> Row:
    return {"status": "inforce", "payment_frequency": frequency, "premium": premium, "next_due": day(due), **fields}


_BIRTHDAYS = (
    Persona(  # Platinum, a birthday, a visit due; shares the telephone with the next one
        _man(
            "Bambang Sutrisno Hadi",
            birth_date=birthday(0, 58),
            phone=_COUPLE_PHONE,
            email="bambang.hadi@example.com",
            preferred_channel="whatsapp",
            customer_since=day(-120 * 27),
            hobbies=Text("Bersepeda", "Cycling"),
        ),
        family=({"name": "Melati Kusumawardani", "relation": "spouse", "birth_date": date(1972, 3, 8)},),
        policies=(_policy("yearly", 18_500_000, 110, payment_method="transfer"),),
        purchases=((20, 38_000_000), (95, 45_000_000), (210, 41_000_000), (420, 22_000_000)),
    ),
    Persona(  # a customer herself, nine years today: the same telephone is greeted once
        _woman(
            "Melati Kusumawardani",
            birth_date=date(1972, 3, 8),
            phone=_COUPLE_PHONE,
            email=None,
            preferred_channel="whatsapp",
            customer_since=date(2017, 11, 20),
        ),
        family=({"name": "Bambang Sutrisno Hadi", "relation": "spouse", "birth_date": birthday(0, 58)},),
        purchases=((300, 850_000),),
    ),
    Persona(  # twins: two occasions on one day for one telephone
        _woman("Euis Komalasari", phone="81200000003", preferred_channel="whatsapp", birth_date=date(1988, 5, 24)),
        family=(
            {"name": "Raka Komalasari", "relation": "child", "birth_date": birthday(0, 9)},
            {"name": "Raisa Komalasari", "relation": "child", "birth_date": birthday(0, 9)},
        ),
        purchases=((160, 640_000),),
    ),
    Persona(
        _man("Parlindungan Siregar", phone="81300000004", preferred_channel="sms", birth_date=date(1979, 8, 17)),
        family=(
            {"name": "Tiur Siregar", "relation": "child", "birth_date": birthday(0, 17)},
            {"name": "Debora Nainggolan", "relation": "spouse", "birth_date": date(1981, 2, 2)},
        ),
        purchases=((75, 1_250_000), (240, 900_000)),
    ),
    Persona(  # English, e-mail only
        _man(
            "James Whitfield",
            language="en",
            birth_date=birthday(0, 46),
            phone=None,
            email="james.whitfield@example.org",
            preferred_channel="email",
            occupation=Text("Insinyur", "Engineer"),
        ),
        purchases=((130, 5_400_000), (210, 2_300_000)),
    ),
    Persona(  # one word for a name, a landline: no SMS, no WhatsApp
        _man("Suparman", birth_date=birthday(0, 63), phone="215000106", email="suparman@example.co.id"),
        purchases=((52, 480_000),),
    ),
    Persona(  # must never be congratulated again
        _woman("Sulastri", birth_date=birthday(0, 71), phone="81500000007", status="deceased"),
        purchases=((500, 380_000),),
    ),
    Persona(
        _man("I Wayan Suardana", birth_date=birthday(0, 50), phone="81700000008", status="do_not_congratulate"),
        purchases=((88, 2_600_000),),
    ),
    Persona(  # nowhere to write to
        _woman("Wagiyem", birth_date=birthday(0, 68), phone=None, email=None, social=None),
        purchases=((33, 250_000),),
    ),
    Persona(
        _man("Ferry Gunadi", birth_date=birthday(0, 39), phone="82100000010", email="ferry.gunadi@example.com"),
        purchases=((140, 3_100_000),),
        consent="withdrawn",
    ),
    Persona(  # tomorrow, in another time zone
        _woman(
            "Ni Luh Widiastuti",
            birth_date=birthday(1, 34),
            phone="85200000011",
            preferred_channel="whatsapp",
            branch="Surabaya",
            city="Denpasar",
            owner="Ni Kadek Suryani",
            timezone="Asia/Makassar",
        ),
        purchases=((61, 720_000),),
    ),
    Persona(
        _man("Teuku Iskandar Mahmud", birth_date=birthday(1, 52), phone="85700000012", preferred_channel="sms"),
        purchases=((45, 1_900_000), (280, 1_200_000)),
    ),
    Persona(
        _woman("Rahmi Piliang", phone="87800000013", birth_date=date(1990, 2, 12)),
        family=({"name": "Fauzan Piliang", "relation": "child", "birth_date": birthday(1, 6)},),
        purchases=((190, 560_000),),
    ),
)

_PREMIUMS = (
    Persona(
        _man(  # asked once a year, a month after his anniversary
            "Joko Prasetyo", phone="89500000014", birth_date=date(1985, 4, 9), customer_since=date(2020, 10, 21)
        ),
        policies=(_policy("monthly", 450_000, 3, payment_method="transfer"),),
        purchases=((105, 300_000),),
    ),
    Persona(
        _woman("Neneng Nurhayati", phone="81200000015", birth_date=date(1992, 9, 30), register="familiar"),
        policies=(_policy("monthly", 325_000, 3, payment_method="cash"),),
        purchases=(),
    ),
    Persona(
        _woman(
            "Grace Rumengan",
            phone="81300000016",
            birth_date=date(1983, 12, 25),
            customer_since=day(-182 * 12),  # the half-yearly courtesy call is due as well
        ),
        policies=(_policy("monthly", 780_000, 4, payment_method="transfer"),),
        purchases=((220, 1_450_000),),
    ),
    Persona(  # who pays yearly is called
        _woman(
            "Margaret O'Connor",
            language="en",
            phone="81500000017",
            email="margaret.oconnor@example.com",
            birth_date=date(1966, 7, 3),
        ),
        policies=(_policy("yearly", 21_000_000, 14, payment_method="transfer"),),
        purchases=((15, 2_800_000), (170, 4_100_000)),
    ),
    Persona(
        _man("Dadang Permana", phone="81700000018", birth_date=date(1974, 10, 1)),
        policies=(_policy("half_yearly", 6_200_000, 14, payment_method="transfer"),),
        purchases=((350, 410_000),),
    ),
    Persona(  # pays monthly, but asked to be called
        _woman("Lilian Tanujaya", phone="81900000019", birth_date=date(1970, 1, 27)),
        policies=(_policy("monthly", 1_100_000, 15, payment_method="transfer", wants_call=True),),
        purchases=((25, 3_900_000), (120, 5_200_000), (250, 6_600_000)),
    ),
    Persona(
        _man("Rizal Koto", phone="82100000020", email="rizal.koto@example.org", birth_date=date(1982, 6, 14)),
        policies=(_policy("monthly", 650_000, 18, payment_method="credit_card", card_expiry=date(2026, 11, 1)),),
        purchases=((66, 1_050_000),),
    ),
    Persona(
        _woman("Meilani Halim", phone="85200000021", birth_date=date(1977, 3, 19)),
        policies=(_policy("yearly", 12_000_000, 72, payment_method="credit_card", card_expiry=date(2026, 11, 1)),),
        purchases=((112, 8_400_000),),
    ),
)

_BUYERS = (
    Persona(  # cooks, and has an anniversary sixty days ago
        _woman(
            "Retno Wulandari",
            phone="85700000022",
            birth_date=date(1989, 11, 2),
            customer_since=date(2021, 9, 21),
            hobbies=Text("Memasak", "Cooking"),
        ),
        purchases=((3, 1_350_000),),
    ),
    Persona(_man("Asep Hidayat", phone="87800000023", birth_date=date(1995, 5, 5)), purchases=((2, 420_000),)),
    Persona(  # a year since the last purchase, today
        _woman("Yohana Wonda", phone="89500000024", email="yohana.wonda@example.com", birth_date=date(1987, 7, 21)),
        purchases=((365, 2_750_000), (540, 900_000)),
    ),
    Persona(
        _man("Sugeng Utomo", phone="81200000025", email="sugeng.utomo@example.co.id", birth_date=date(1963, 2, 28)),
        purchases=((365, 1_150_000),),
    ),
    Persona(
        _woman("Cucu Suherman", phone="81300000026", email="cucu.suherman@example.org", birth_date=date(1980, 10, 10)),
        purchases=((364, 675_000), (700, 675_000)),
    ),
)

_FRIENDS = (
    Persona(  # a present a week ahead, for the premium
        _woman(
            "Vivian Sutanto",
            phone="81500000027",
            birth_date=birthday(7, 44),
            hobbies=Text("Berkebun", "Gardening"),
        ),
        policies=(_policy("yearly", 30_000_000, 200, payment_method="transfer"),),
        purchases=((90, 4_800_000),),
    ),
    Persona(  # and one for the tier, tomorrow; her commission pays for both
        _woman(  # and with us for seven years since the day before yesterday
            "Andi Tenri Mappasessu", phone="81700000028", birth_date=birthday(8, 49), customer_since=date(2019, 11, 18)
        ),
        policies=(_policy("yearly", 18_000_000, 250, payment_method="transfer"),),
        purchases=((40, 31_000_000), (150, 41_000_000)),
    ),
    Persona(
        _man("Steven Pangemanan", phone="81900000029", birth_date=date(1969, 9, 9), customer_since=day(-120 * 15)),
        purchases=((18, 62_000_000), (77, 54_000_000), (260, 44_000_000)),
    ),
    Persona(_man("Kevin Lim", phone="82100000030", birth_date=date(1991, 1, 15)), purchases=((200, 7_500_000),)),
    Persona(
        _woman("Desmawati Tanjung", phone="85200000031", birth_date=date(1976, 4, 4)), purchases=((39, 1_600_000),)
    ),
    Persona(
        {
            "name": "Klinik Pratama Sumber Sehat",
            "kind": "organisation",
            "type": "account",
            "salutation": None,
            "birth_date": None,
            "gender": None,
            "phone": "225000132",
            "email": "klinik.sumber.sehat@example.co.id",
            "branch": "Bandung",
            "city": "Bandung",
            "owner": "Dadan Kurnia",
        }
    ),
    Persona(_woman("Hasnah Latief", phone="85700000033", birth_date=date(1984, 8, 8)), purchases=((58, 980_000),)),
    Persona(  # a year since the last purchase too, but with an open complaint: nothing is sold to her now
        _woman("Maria Seran", phone="87800000034", email="maria.seran@example.com", birth_date=date(1973, 6, 6)),
        purchases=((366, 1_700_000),),
    ),
    Persona(  # and he was never asked whether he wants offers
        _man("Elias Manuhutu", phone="89500000035", email=None, birth_date=date(1971, 4, 17)),
        purchases=((367, 1_390_000),),
        consent="none",
    ),
)

_WORRIES = (
    Persona(  # has not paid for five days; may be told about blood sugar, for she allowed it
        _woman(
            "Sri Handayani",
            phone="81200000036",
            email="sri.handayani@example.com",
            birth_date=date(1975, 5, 5),
            customer_since=day(-120 * 20),
            health=Text("Diabetes", "Diabetes"),
            preferred_channel="whatsapp",
        ),
        policies=(_policy("monthly", 550_000, -5, status="grace", payment_method="transfer"),),
        purchases=((70, 510_000),),
        allows_sensitive=True,
    ),
    Persona(  # two weeks of grace are left
        _man("Agus Salim Nasution", phone="81300000037", birth_date=date(1980, 3, 3)),
        policies=(_policy("half_yearly", 4_800_000, -31, status="grace", payment_method="transfer"),),
        purchases=((150, 720_000),),
    ),
    Persona(  # one policy has lapsed, another is in force again since yesterday
        _woman(
            "Wulan Safitri",
            phone="81500000038",
            email="wulan.safitri@example.com",
            birth_date=date(1986, 1, 30),
            preferred_channel="email",
        ),
        policies=(
            _policy("monthly", 400_000, -48, status="lapsed", payment_method="cash"),
            _policy("quarterly", 1_350_000, 60, reinstated_on=day(-1), payment_method="transfer"),
        ),
        purchases=((230, 640_000),),
    ),
    Persona(  # his debit failed today, his fund has fallen, and his boy collects superheroes
        _man(
            "Hendra Kurniawan",
            phone="81700000039",
            email="hendra.kurniawan@example.org",
            birth_date=date(1978, 9, 14),
            branch="Surabaya",
            city="Surabaya",
            owner="Ni Kadek Suryani",
        ),
        policies=(
            _policy("monthly", 900_000, 12, payment_method="auto_debit", debit_failed=day(0)),
            _policy(
                "yearly",
                24_000_000,
                150,
                payment_method="transfer",
                product_id="A-104",
                fund_id="D-01",
                fund_units=38_500.25,
            ),
        ),
        family=(
            {
                "name": "Rafa Kurniawan",
                "relation": "child",
                "birth_date": birthday(7, 8),
                "hobbies": Text("Koleksi pahlawan super", "Collecting superheroes"),
            },
        ),
        purchases=((280, 1_150_000),),
    ),
)

CAST = (*_BIRTHDAYS, *_PREMIUMS, *_BUYERS, *_FRIENDS, *_WORRIES)


def cast_id(name: str) -> str:
    """The customer id of a member of the cast."""
    return f"P-{next(n for n, persona in enumerate(CAST, start=1) if persona.fields['name'] == name):04d}"


def persona_of(number: int) -> Persona | None:
    """The persona of the customer at 0-based position `number`, None for a drawn one."""
    return CAST[number] if number < len(CAST) else None
