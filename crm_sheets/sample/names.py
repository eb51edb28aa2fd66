"""Names as they are in Indonesia: of many regions, some of one word; of organisations; of English speakers."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Region(NamedTuple):
    """Given names of men and women of one region, and what may follow them ("" for names of one word)."""

    weight: int
    men: tuple[str, ...]
    women: tuple[str, ...]
    last: tuple[str, ...]
    religions: tuple[str, ...]


class PersonName(NamedTuple):
    """A drawn name: whether a man's, and which religion the region's people might have given."""

    full: str
    male: bool
    last: str
    region: Region


REGIONS = (
    Region(  # Central and East Java
        30,
        ("Agus", "Bambang", "Budi", "Eko", "Heru", "Joko", "Slamet", "Sugeng", "Teguh", "Wahyu", "Yoga", "Dimas"),
        ("Sri", "Endang", "Ratih", "Wulan", "Indah", "Lestari", "Nining", "Retno", "Sari", "Titik", "Puji", "Ayu"),
        ("Santoso", "Prasetyo", "Wibowo", "Handoko", "Nugroho", "Rahayu", "Setiawan", "Kusuma", "Utomo", "Hartono"),
        ("islam", "islam", "islam", "catholic", "protestant"),
    ),
    Region(  # Java, one word
        9,
        ("Suparman", "Sutrisno", "Wagiman", "Paijo", "Mulyono", "Sukirman", "Ngatimin", "Sumarno"),
        ("Sumiyati", "Wagiyem", "Suryanti", "Kartini", "Mulyani", "Tuminah", "Sulastri", "Partini"),
        ("",),
        ("islam",),
    ),
    Region(  # West Java
        17,
        ("Asep", "Dadang", "Cecep", "Ujang", "Deden", "Iwan", "Rudi", "Yayan", "Jajang"),
        ("Euis", "Neneng", "Cucu", "Imas", "Tati", "Yuyun", "Elis", "Rina", "Lilis"),
        ("Hidayat", "Komarudin", "Sunarya", "Permana", "Kurniawan", "Nurhayati", "Suherman", "Gunawan", "Mulyadi"),
        ("islam",),
    ),
    Region(  # North Sumatra
        9,
        ("Parlindungan", "Togar", "Binsar", "Sahat", "Ronald", "Jonson"),
        ("Tiur", "Rosmaida", "Lamtiur", "Debora", "Ester", "Rotua"),
        ("Siregar", "Simanjuntak", "Hutapea", "Nainggolan", "Sitompul", "Tampubolon", "Lubis", "Nasution"),
        ("protestant", "protestant", "islam", "catholic"),
    ),
    Region(  # West Sumatra, Riau, Aceh
        9,
        ("Zulfikar", "Afrizal", "Syafril", "Rizal", "Fauzan", "Teuku Iskandar"),
        ("Yulfa", "Desmawati", "Rahmi", "Fitri", "Cut Meurah", "Nurlaila"),
        ("Chaniago", "Koto", "Tanjung", "Piliang", "Mahmud", "Hasan", "Ibrahim"),
        ("islam",),
    ),
    Region(  # Chinese Indonesian
        10,
        ("Hendra", "Ferry", "Johan", "Kevin", "Rudy", "Wilson"),
        ("Lilian", "Meilani", "Vivian", "Jessica", "Linda", "Shinta"),
        ("Tanujaya", "Gunadi", "Wijaya", "Halim", "Susanto", "Lim", "Sutanto"),
        ("buddhist", "catholic", "protestant", "confucian"),
    ),
    Region(  # Bali
        6,
        ("I Made", "I Wayan", "I Nyoman", "I Ketut", "I Gede"),
        ("Ni Made", "Ni Wayan", "Ni Luh", "Ni Komang", "Ni Ketut"),
        ("Wirawan", "Suardana", "Widiastuti", "Artini", "Mahendra", "Darmawan"),
        ("hindu",),
    ),
    Region(  # Sulawesi
        6,
        ("Andi Baso", "Daeng Rusli", "Steven", "Jemmy", "Syamsuddin"),
        ("Andi Tenri", "Hasnah", "Grace", "Meity", "St. Aminah"),
        ("Mappasessu", "Rumengan", "Wowor", "Pangemanan", "Arsyad", "Latief"),
        ("islam", "protestant"),
    ),
    Region(  # Maluku, Nusa Tenggara, Papua
        4,
        ("Yohanes", "Frans", "Markus", "Dominggus"),
        ("Yohana", "Maria", "Selvina", "Novita"),
        ("Pattiasina", "Latuheru", "Wonda", "Lobo", "Manuhutu", "Seran"),
        ("catholic", "protestant"),
    ),
)

ENGLISH = Region(
    0,
    ("James", "Oliver", "Daniel", "Patrick", "Rajesh", "Thomas"),
    ("Margaret", "Hannah", "Priya", "Claire", "Emily", "Susan"),
    ("Whitfield", "O'Connor", "Raman", "Bennett", "Fraser", "Van der Berg"),
    ("protestant", "catholic"),
)

ORGANISATIONS = (
    "Klinik Pratama {}",
    "Koperasi Karyawan {}",
    "PT {} Abadi",
    "Yayasan {}",
    "Apotek {}",
    "CV {} Mandiri",
    "RS Ibu dan Anak {}",
    "Toko Sehat {}",
)
ORGANISATION_NAMES = (
    "Cahaya Nusa",
    "Bina Warga",
    "Melati Indah",
    "Kasih Sejati",
    "Sumber Waras",
    "Tirta Medika",
    "Harapan Kita Semua",
    "Graha Lestari",
    "Anugerah Sentosa",
    "Mekar Jaya",
)

_WEIGHTS = [region.weight for region in REGIONS]


def draw_name(random: Random, *, english: bool = False) -> PersonName:
    """A person's name."""
    region = ENGLISH if english else random.choices(REGIONS, _WEIGHTS)[0]
    male = random.random() < 0.48
    given = random.choice(region.men if male else region.women)
    last = random.choice(region.last)
    return PersonName(f"{given} {last}".strip(), male, last, region)


def draw_relative(random: Random, of: PersonName, *, male: bool, spouse: bool) -> str:
    """A relative's name: a spouse keeps a name of her or his own, a child takes the last name."""
    given = random.choice(of.region.men if male else of.region.women)
    last = random.choice(of.region.last) if spouse else of.last
    return f"{given} {last}".strip()


def organisation_name(random: Random, number: int) -> str:
    """An organisation's name; the first 80 numbers give 80 different ones."""
    first = ORGANISATIONS[number % len(ORGANISATIONS)]
    second = ORGANISATION_NAMES[(number * 3 + number // len(ORGANISATIONS)) % len(ORGANISATION_NAMES)]
    return first.format(second if number < 80 else f"{second} {random.randint(2, 99)}")
