"""The customers: persons, organisations, and prospects who have not bought yet."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from crm_sheets.model import Text
from crm_sheets.sample.addresses import Place, draw_place, email, landline, mobile
from crm_sheets.sample.cast import CAST
from crm_sheets.sample.names import PersonName, draw_name, organisation_name
from crm_sheets.sample.options import AS_OF, Options, Row, day, identifiers, often, weighted
from crm_sheets.sample.staff import BY_BRANCH

OCCUPATIONS = (
    Text("Guru", "Teacher"),
    Text("Pegawai negeri", "Civil servant"),
    Text("Wiraswasta", "Entrepreneur"),
    Text("Ibu rumah tangga", "Homemaker"),
    Text("Dokter gigi", "Dentist"),
    Text("Karyawan swasta", "Office worker"),
    Text("Pensiunan", "Retired"),
    Text("Pedagang", "Trader"),
    Text("Petani", "Farmer"),
    Text("Insinyur", "Engineer"),
)
HOBBIES = (
    Text("Berkebun", "Gardening"),
    Text("Memasak", "Cooking"),
    Text("Bersepeda", "Cycling"),
    Text("Membaca", "Reading"),
    Text("Memancing", "Fishing"),
    Text("Batik", "Batik"),
    Text("Jalan pagi", "Morning walks"),
    Text("Musik keroncong", "Keroncong music"),
    Text("Badminton", "Badminton"),
    Text("Fotografi", "Photography"),
)
AMBITIONS = (
    Text("Menyekolahkan anak sampai S2", "Children through to a master's degree"),
    Text("Umrah bersama keluarga", "An umrah trip with the family"),
    Text("Membuka cabang usaha kedua", "A second shop"),
    Text("Pensiun di kampung halaman", "Retiring in the home village"),
    Text("Rumah sendiri", "A house of our own"),
)
LIKES = (
    Text("Dihubungi sore hari", "Being called in the afternoon"),
    Text("Penjelasan dengan angka", "Explanations with figures"),
    Text("Produk herbal", "Herbal products"),
    Text("Promo paket", "Bundle offers"),
)
DISLIKES = (
    Text("Telepon saat jam kerja", "Calls in working hours"),
    Text("Pesan terlalu panjang", "Long messages"),
    Text("Rasa pahit", "Bitter taste"),
)
HABITS = (
    Text("Belanja awal bulan", "Shops at the start of the month"),
    Text("Menunggu promo", "Waits for offers"),
    Text("Membeli untuk orang tua", "Buys for the parents"),
    Text("Selalu lewat WhatsApp", "Always by WhatsApp"),
)
CONDITIONS = (
    Text("Kolesterol tinggi", "High cholesterol"),
    Text("Diabetes", "Diabetes"),
    Text("Hipertensi", "Hypertension"),
    Text("Asam urat", "Gout"),
    Text("Nyeri sendi", "Joint pain"),
)
SOURCES = (
    Text("Referensi", "Referral"),
    Text("Pameran kesehatan", "Health fair"),
    Text("Instagram", "Instagram"),
    Text("Walk-in toko", "Walk-in"),
    Text("Seminar", "Seminar"),
    Text("Situs web", "Website"),
)


def make_people(options: Options) -> list[Row]:
    """The Customers tab's rows; the first are the cast of the sample's own day."""
    random = options.random("people")
    rows = []
    for number, customer_id in enumerate(identifiers("P", options.customers), start=1):
        row = _draw(options, random, number)
        if number <= len(CAST):
            row |= _cast(options, number, has_email=row["email"] is not None)
        rows.append({"customer_id": customer_id, **row})
    return rows


def _cast(options: Options, number: int, *, has_email: bool) -> Row:
    """What a persona settles; addresses that it leaves open go by its own name."""
    fields = CAST[number - 1].customer(options)
    return {"email": email(fields["name"], number) if has_email else None, "social": None, **fields}


def is_organisation(customer: Row) -> bool:
    """True for a customer that is not a person."""
    return bool(customer["kind"] == "organisation")


def _draw(options: Options, random: Random, number: int) -> Row:
    place = draw_place(random, number)
    if number % 17 == 0 and number > len(CAST):
        return _organisation(options, random, number, place)
    return _person(options, random, number, place)


def _person(options: Options, random: Random, number: int, place: Place) -> Row:
    english = number % 23 == 0
    name = draw_name(random, english=english)
    born = _birth_date(random)
    lead = random.random() < 0.12
    return {
        "name": name.full,
        "salutation": often(random, 0.9, "Bapak" if name.male else "Ibu"),
        "type": "lead" if lead else "contact",
        "kind": "person",
        "status": weighted(random, {"active": 94, "inactive": 4, "do_not_contact": 2}),
        **_reach(random, number, name.full, place),
        "birth_date": often(random, 0.93, born),
        "gender": "male" if name.male else "female",
        "religion": often(random, 0.3, random.choice(name.region.religions)),
        "language": "en" if english else "id",
        "register": weighted(random, {"formal": 70, "familiar": 15, None: 15}),
        **_home(random, place),
        **_since(random, born, lead=lead),
        **_portrait(options, random, name),
    }


def _organisation(options: Options, random: Random, number: int, place: Place) -> Row:
    name = organisation_name(random, number // 17)
    return {
        "name": name,
        "type": "account",
        "kind": "organisation",
        "status": "active",
        **_reach(random, number, name, place),
        "phone": landline(place.branch, number),
        "language": "id",
        "register": "formal",
        **_home(random, place),
        **_since(random, date(1990, 1, 1), lead=False),
        "source": options.say(random.choice(SOURCES)),
    }


def _birth_date(random: Random) -> date:
    return AS_OF - timedelta(days=int(random.triangular(19, 79, 43) * 365.25))


def _reach(random: Random, number: int, name: str, place: Place) -> Row:
    has_phone = random.random()
    number_of_phone = mobile(number) if has_phone < 0.9 else landline(place.branch, number)
    return {
        "phone": number_of_phone if has_phone < 0.96 else None,
        "email": often(random, 0.72, email(name, number)),
        "social": often(random, 0.25, "@" + name.lower().replace(" ", "").replace("'", "")[:14]),
        "preferred_channel": weighted(random, {None: 40, "whatsapp": 34, "sms": 12, "email": 8, "call": 6}),
    }


def _home(random: Random, place: Place) -> Row:
    return {
        "timezone": place.timezone,
        "address": often(random, 0.85, place.street),
        "city": place.city,
        "branch": place.branch,
        "owner": random.choice(BY_BRANCH[place.branch]),
    }


def _since(random: Random, born: date, *, lead: bool) -> Row:
    earliest = max(date(2014, 1, 1), born + timedelta(days=18 * 365))
    span = max(1, (AS_OF - earliest).days - 30)
    since = earliest + timedelta(days=random.randrange(span))
    return {
        "customer_since": None if lead else since,
        "last_verified": often(random, 0.55, day(-random.randint(5, 900))),
    }


def _portrait(options: Options, random: Random, name: PersonName) -> Row:
    def some(share: float, texts: tuple[Text, ...]) -> str | None:
        drawn: str | None = often(random, share, options.say(random.choice(texts)))
        return drawn

    return {
        "source": some(0.8, SOURCES),
        "occupation": some(0.75, OCCUPATIONS),
        "income": often(random, 0.3, random.choice((40, 60, 75, 90, 120, 150, 200, 350)) * 100_000),
        "health": some(0.25, CONDITIONS),
        "hobbies": some(0.55, HOBBIES),
        "ambitions": some(0.3, AMBITIONS),
        "likes": some(0.3, LIKES),
        "dislikes": some(0.2, DISLIKES),
        "shopping_habits": some(0.3, HABITS),
        "notes": often(random, 0.08, options.say(Text("Titip salam dari kantor", "Sends regards to the office"))),
    }
