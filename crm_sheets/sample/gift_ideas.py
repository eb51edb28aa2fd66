"""Which gift goes with which hobby, for customers and for their children."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.sample.options import Options, Row

IDEAS = (
    (Text("Berkebun", "Gardening"), Text("Bibit anggrek dan pot", "An orchid and its pot"), 185_000, False),
    (Text("Berkebun", "Gardening"), Text("Set alat kebun kecil", "A small set of garden tools"), 240_000, False),
    (Text("Memasak", "Cooking"), Text("Buku masak sehat", "A healthy cookbook"), 165_000, False),
    (Text("Memasak", "Cooking"), Text("Celemek dengan nama", "An apron with the name on it"), 120_000, False),
    (Text("Bersepeda", "Cycling"), Text("Botol minum sepeda", "A cycling bottle"), 150_000, False),
    (Text("Membaca", "Reading"), Text("Voucher toko buku", "A bookshop voucher"), 200_000, False),
    (Text("Memancing", "Fishing"), Text("Kotak umpan", "A tackle box"), 175_000, False),
    (Text("Batik", "Batik"), Text("Selendang batik tulis", "A hand-drawn batik shawl"), 350_000, False),
    (Text("Jalan pagi", "Morning walks"), Text("Topi dan handuk olahraga", "A cap and a sports towel"), 140_000, False),
    (Text("Musik keroncong", "Keroncong music"), Text("Tiket pertunjukan", "Tickets for a concert"), 300_000, False),
    (Text("Badminton", "Badminton"), Text("Satu tabung kok", "A tube of shuttlecocks"), 130_000, False),
    (Text("Fotografi", "Photography"), Text("Album foto", "A photo album"), 160_000, False),
    (Text("Menggambar", "Drawing"), Text("Krayon dan buku gambar", "Crayons and a drawing book"), 95_000, True),
    (Text("Sepak bola", "Football"), Text("Bola ukuran anak", "A football for children"), 130_000, True),
    (Text("Balok susun", "Building blocks"), Text("Satu set balok", "A set of blocks"), 220_000, True),
    (
        Text("Koleksi pahlawan super", "Collecting superheroes"),
        Text("Miniatur pahlawan super", "A superhero figure"),
        180_000,
        True,
    ),
    (Text("Menari", "Dancing"), Text("Selendang tari", "A dancing scarf"), 90_000, True),
)


def make_gift_ideas(options: Options) -> list[Row]:
    """The Gift ideas tab's rows."""
    return [
        {"hobby": options.say(hobby), "idea": options.say(idea), "price": price, "for_children": children or None}
        for hobby, idea, price, children in IDEAS
    ]
