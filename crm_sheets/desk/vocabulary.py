"""What the words of a short message are about, in Indonesian and English as people type them."""

from __future__ import annotations

import re

from crm_sheets.desk.spelling import Clause, words_of


def _spell(text: str) -> str:
    return " ".join(words_of(text))


def _set(words: str) -> frozenset[str]:
    return frozenset(words_of(words))


WORDS = {
    "DONT": "jangan jgn jngn jangn jng jgan janga never ojo dont gausah gausa gakusah gosah tidakusah",
    "NOT": "tidak tdk tdak gak ga gk nggak ngga enggak engga ngak kagak kaga tak ndak ora g not no",
    "NEED": "usah ush usa perlu prlu need",
    "STOP": "stop stp setop berhenti berhentiin berhentikan brenti brhenti berenti brhnti hentikan hentikn "
    "dihentikan distop stopin "
    "stopkan cease discontinue",
    "STOPALL": "stopall",
    "UNSUB": "unsubscribe unsubscribed unsubs unsub unsubcribe unsuscribe unsubscibe unsubscribing optout unsubcrib",
    "UNREG": "unreg unregister",
    "SEND": "kirim krm kirm krim kirimi kirimin kirimkan kirimkn ngirim ngirimin mengirim mengirimi mengirimkan "
    "dikirim dikirimi dikirimin dikirimkan send sending sends",
    "CONTACT": "kabari kabarin dikabari dikabarin hubungi hubungin hubngi hub menghubungi dihubungi kontak dikontak "
    "contact contacting contacted reach",
    "DISTURB": "ganggu gangguin mengganggu menganggu diganggu bother bothering disturb disturbing spam spaming "
    "spamin nyepam harass harassing",
    "MSG": "wa whatsapp whatsap watsap wasap wap sms chat chats cht ngechat ngewa message messages mesages msg msgs "
    "messaging text texts texting email emails emailing mail mails mailing surel promo promosi promotion promotions "
    "promotional iklan ads advert adverts advertising penawaran tawaran offer offers broadcast broadcasts brodcast "
    "brotkes bc newsletter newsletters notif notifikasi notification notifications ucapan greeting greetings "
    "blast marketing info informasi news "
    "diwa disms dichat dichatin diemail diwhatsapp undangan invitation invitations reminder reminders pengingat "
    "communication communications komunikasi",
    "PESAN": "pesan pesen psn",
    "CALL": "telepon telpon telp tlp tlpn tlf telfon nelpon nelepon menelepon menelpon call calls calling",
    "CALLED": "ditelepon ditelpon ditelp ditlp ditelfon called",
    "ME": "saya sy sya ak aku gue gua gw gwe ane kami kita me us my mine i im ku",
    "AGAIN": "maneh kembali lagi lg lgi lgy again anymore terus trus trs melulu mulu more further selamanya seterusnya",
    "WANT": "mau mo maw ingin pengen pengin pgn want wanna wish wishing berkenan bersedia sudi like",
    "INTEREST": "minat berminat tertarik butuh interested",
    "RECEIVE": "terima menerima nerima trima nrima dapat dpt dapet mendapat mendapatkan dapetin receive receiving "
    "recieve get getting",
    "REMOVE": "hapus hps dihapus hapuskan menghapus apus remove removed delete deleted keluarkan dikeluarkan coret "
    "cabut",
    "LIST": "daftar dftar list lists database mailinglist grup group",
    "NUMBER": "nomor nomer nmr nmor nope number numbers",
    "SUBSCRIBE": "langganan berlangganan subscribe subscribed subscription subscriptions",
    "THANKS": "terimakasih trimakasih trmksh makasih makasi mksh mksih mkasih mks tks thx thanks thank thankyou tq ty "
    "trims suwun nuwun nuhun syukron alhamdulilah amin sip siap noted mantap kindsign hatur matur tengkyu",
    "FILL": "tolong tlong tlg tulung mohon mhn please pls plis plz plese kindly ya iya yah yaa yach dong donk deh nih "
    "sih lah aja saja sj admin adm maaf maf sori sory sorry sekarang skrg now segera immediately ini itu ni tu "
    "these this those that it them the a an such gini begini beginian begitu gitu kayak kyk seperti sejenis you "
    "your yours u "
    "anda kamu kalian kau lu lo dari of from on in at di pada yang yg and dan juga jg sudah sdh udah udh dah cukup "
    "enough just would could can will be being been im wahai hi halo hai helo dear selamat sangat sekali banget bgt "
    "semua all any apapun via nya pun ok oke okay baik tuh loh lho kok kan mulai hey ever ada for sini here with",
    "NAMED": "pak bapak bpk bu ibu kak kaka kakak mas mbak mba bang bro sis sir madam mister mr mrs min agan gan om "
    "tante",
}
"""Concept -> the words that mean it."""

PHRASES = {
    "THANKS": "terima kasih|trima kasih|terima ksh|thank you|matur nuwun|hatur nuhun|sama sama|youre welcome",
    "DONT": "do not|gak usah|ga usah|gk usah|g usah|gak ush|ga ush|nggak usah|ngga usah|tidak usah|tdk usah|"
    "enggak usah|engga usah|ndak usah|tidak perlu|tdk perlu|gak perlu|ga perlu|no need to|no need|"
    "tidak boleh|gak boleh|ga boleh|jangan pernah|jgn pernah|never ever|tak usah|tak perlu",
    "NOMORE": "no more",
    "NOT": "you never|they never|i never|we never|he never|she never|no longer|rather not|does not|doesnt|did not|"
    "didnt|i dont|we dont|you dont|they dont|i do not|we do not|"
    "dont want|do not want|dont wish|do not wish|wont",
    "UNSUB": "opt out|opt me out|opting out|un subscribe|un sub",
    "STOPALL": "stop all|stop semua|stop semuanya",
    "NOT WANT": "gamau|gmau|gakmau|gkmau|nggamau|tidakmau|ndakmau|moh",
    "REMOVE NUMBER": "take my number off|take my name off|take my email off|get my number off",
    "MSG": "ulang tahun|hari raya",
    "LEAVE": "leave me alone|lose my number|lose this number|go away|fuck off|get lost",
    "REMOVE ME": "take me off|take us off|get me off|cross me off|drop me from|keluarin saya|hapusin saya",
    "NUMBER": "nomor hp|no hp|no wa|nomor wa|no telp|no telepon|nomor telepon|nomor telpon|no ini|no saya|no sy|no aku|"
    "no gue|alamat email|email address|mail address|phone number|nomor saya|nomer saya|nomor ini|alamat ini|this "
    "address",
    "LIST": "mailing list|daftar kontak|contact list|daftar kirim|daftar pesan|daftar broadcast|daftar penerima",
    "AGAIN": "any more|ever again|apa apa",
    "WRONGNUMBER": "salah nomor|salah nomer|salah sambung|salah orang|wrong number|wrong person|bukan nomor|salah "
    "kirim",
    "CALL": "phone call",
    "CALL ME": "phone me|ring me|give me a call|give me a ring",
    "SOCKET": "stop kontak|stopkontak",
    "ONLY": "wa saja|wa aja|email saja|email aja|sms saja|sms aja|telepon saja|telpon aja|telp aja|chat aja|chat saja|"
    "email only|only email|only by email|whatsapp only|only whatsapp|sms only|call only",
}
"""Concepts -> the phrases that mean them, before single words are looked at."""

GOODS = _set(
    "alamat address barang paket pesanan order orders polis policy premi premium tagihan invoice kartu card klaim "
    "claim obat "
    "produk product stok ongkir kuitansi kwitansi dokumen berkas document form formulir hadiah kado gift baju "
    "transfer uang rekening saldo kirimannya pengiriman resi delivery package parcel shipment kurir ahli waris "
    "tertanggung "
    "hujan kerja merokok sekolah baru lama ganti janji jadwal bank kendaraan mobil motor rumah kantor toko "
    "lupa ragu khawatir kuatir takut sampai ketinggalan terlambat telat tinggal appointment booking cover "
    "payment pembayaran autodebet autodebit debit"
)
"""What else can be sent, stopped or forgotten: with these a message speaks of business, not of our messages."""

QUESTIONS = _set(
    "kapan kpn kenapa knp mengapa bagaimana gimana gmn gmana berapa brp siapa mana why when how what who where which "
    "gimna napa bgmn"
)
CONDITIONS = _set("bila kalau kalo klo klu jika if apabila jikalau ketik balas bales reply type klik click unless")
DOUBTFUL = _set(
    "dulu dl dlu sementara sebentar bentar besok nanti malam mlm pagi siang sore jam pukul hari minggu bulan libur "
    "until "
    "till before after sebelum setelah selama today tomorrow tonight morning night evening week month weekend except "
    "istri suami anak ayah mertua wife husband mother father daughter "
    "kecuali selain hanya cuma only lewat melalui tahun year senin selasa rabu kamis jumat sabtu"
)
"""What narrows a wish down to some time or some way: then a person should ask."""
WEARY = _set(
    "bosan bosen capek cape muak risih terganggu kesal kesel jengkel sebel annoying annoyed tired sick harassment "
    "bilang "
    "berkali kali told asked already sering terlalu serius report lapor laporkan blokir block"
)
CONNECTORS = _set(
    "atau or karena karna krn sebab soalnya because since tapi tp tetapi but or else "
    "oleh by about soal tentang asuransi insurance"
)
"""What follows these is another matter."""
REQUESTS = _set(
    "tolong tlong tlg mohon mhn bisa bs bisakah boleh bolehkah minta harap please pls plis plz can could would "
    "kindly mau "
    "ingin"
)
PLEADING = _set("tolong tlong tlg mohon mhn harap please pls plis plz minta")
"""With these "tidak" asks as "jangan" does: "mohon tidak mengirim"."""
HINTS = _set("spam blokir block diblokir stopsign laporkan")
"""Alone they say that somebody has had enough, but not what they want."""


CONCEPT_OF = {_spell(word): concept for concept, words in WORDS.items() for word in words.split()}
_PHRASES = {_spell(phrase): concept for concept, phrases in PHRASES.items() for phrase in phrases.split("|")}
_ANY_PHRASE = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _PHRASES), key=len, reverse=True))})\b",
)
TO = re.compile(r"\b(?:ke|kpd|kepada|to|buat|utk|untuk|sama)\b (?=[A-Z])")
UNSAID = ("FILL", "THANKS", "NAMED")
CLITIC = re.compile(r"(?<=\w{2})(?:nya|lah|kah|ny)$")


def concepts_of(words: tuple[str, ...]) -> list[str]:
    """What each word or phrase is about, in capitals; words about nothing that matters here stay as they are."""
    marked = _ANY_PHRASE.sub(lambda phrase: _PHRASES[phrase[0]], " ".join(words))
    return [word if word.isupper() else _concept(word) for word in marked.split()]


def _concept(word: str) -> str:
    """The concept of a word, with or without what Indonesian glues to its end ("pesannya", spelled "pesanya")."""
    shorter = (word, CLITIC.sub("", word), word.removesuffix("ya") if word.endswith("nya") else word)
    return next((CONCEPT_OF[form] for form in shorter if form in CONCEPT_OF), word)


def gist(clause: Clause) -> str:
    """The concepts of a clause without politeness, names behind a title, and "to" before a concept."""
    concepts = concepts_of(clause.words)
    kept = [
        concept
        for place, concept in enumerate(concepts)
        if concept not in UNSAID and not (concept.islower() and _is_name(concepts, place))
    ]
    return TO.sub("", " ".join(kept))


def _is_name(concepts: list[str], place: int) -> bool:
    """One or two words that close a clause behind a title: "Ibu Sari", "pak Budi Santoso"."""
    rest = concepts[place:]
    return len(rest) <= 2 and all(map(str.islower, rest)) and "NAMED" in concepts[max(0, place - 2) : place]
