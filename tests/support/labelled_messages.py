"""Messages as customers type them, and what each asks for; none is a real person's.

OPT_OUT must be taken as one. DOUBTFUL must not, yet a person should be asked. Everything else must be neither.
"""

from __future__ import annotations

OPT_OUT = r"""
STOP
Stop.
stop!!!
STOOOPPP
s t o p
S.T.O.P
St0p
stop stop stop
STOPALL
Unsubscribe
UNSUBSCRIBE please
unsub
unsubcribe
BERHENTI
Berhenti.
brenti
berhenti ya pak
HENTIKAN
hentikan!!
UNREG
unreg promo
CANCEL
Cancel.
tolong stop
tlg stop ya
Stop ya bu, terima kasih
stop dong kak 🙏
mohon berhenti
udah stop aja
stop please, I'm not interested
STOP. Saya tidak tertarik
maaf, stop ya
STOP\nBudi Santoso
Stop\n\nSalam,\nSari
stop\n\nSent from my iPhone
STOP - Ibu Sari
Unsubscribe\n--\nDewi Lestari\nManager, PT Maju Terus
stop! spam
jangan kirim lagi
Jangan kirim lagi!!!
jgn kirim lg
jgn krm lg ya
jangan kirim2 lagi
jangan kirim pesan lagi ya
jangan kirim pesan ke saya lagi
jgn kirim wa lg dong
tolong jangan kirim pesan seperti ini lagi
tolong jgn kirimin saya promo lg
jangan dikirimi promo lagi
saya jangan dikirimi lagi
jangan hubungi saya lagi
jangan hubungi saya
jgn hub sy lg
jangan menghubungi saya lagi
Tolong jangan hubungi nomor ini lagi
jangan wa saya lagi
jgn wa lg
jgn chat2 saya lagi ya
jangan sms lagi
jangan ganggu saya
jangan ganggu
jgn ganggu lg deh
tolong jangan spam
jangan kirim iklan terus
jangannnn kirim lagiiii
gak usah wa lagi
ga usah kirim lagi ya
gausah kirim pesan lagi
gk ush hubungi saya lg
nggak usah kirim promo lagi
tidak usah kirim pesan lagi, terima kasih
tidak perlu kirim pesan lagi
tdk perlu hubungi sy lg
ngga usah chat lagi kak
g usah wa lg
enggak perlu dikirimi pesan lagi
saya tidak mau terima pesan ini lagi
saya gak mau terima wa lagi
sy tdk mau trima pesan lg
gak mau dapat promo lagi
ga mau dikirimi promo lagi
saya tidak ingin menerima pesan seperti ini
saya tidak mau dihubungi lagi
ga mau diganggu
aku gamau dapet wa kayak gini lagi
tidak berkenan menerima pesan promosi
saya tidak berminat menerima penawaran lagi
stop kirim pesan
stop kirim sms
stop kirim promo ke saya
tolong stop kirim2 wa
stop wa saya
stop promo
berhenti kirim pesan ke nomor ini
berhenti mengirim iklan
tolong hentikan pesan ini
hentikan kirim pesan
setop kirim pesan
berhenti langganan
saya mau berhenti berlangganan
tidak mau langganan lagi
mohon dihapus dari daftar
mohon hapus saya dari daftar
tolong hapus nomor saya
tolong hapus nomor sy dr list
hapus kontak saya
hapus data saya dari database anda
nomor saya tolong dihapus ya
keluarkan saya dari daftar broadcast
tolong keluarin saya dari list
stop sending me these
Stop sending me messages
stop messaging me
please stop texting me
stop texting
stop emailing me!
stop spamming me
Please stop sending these emails
Could you please stop sending me messages?
bisa tolong stop kirim wa?
remove me
Remove me from your list
please remove my number
Please remove my email address from your mailing list
take me off your list
take me off this list please
don't contact me
Don't contact me again
dont text me anymore
do not email me again
Please do not send me any more messages
don't send me any more promotions
never contact me again
No more messages please
no more texts
I don't want to receive these emails
I do not wish to receive your messages
I no longer wish to receive your emails
I don't want any more messages
not interested, please unsubscribe me
unsubscribe me from this list
I want to unsubscribe
please opt me out
opt-out
Opt out
leave me alone
lose my number
Terima kasih, tapi tolong jangan kirim lagi
Maaf pak saya sudah pindah kota, tolong jangan kirim pesan lagi ya
saya bukan nasabah anda, jangan hubungi saya lagi
sudah saya bilang berkali-kali, jangan wa saya lagi
terlalu sering wa, tolong stop
Jangan kirim promo lagi ya, saya sudah tidak tinggal di Jakarta
stop sending me your stupid birthday greetings
stop dan jangan kirim lagi
JANGAN HUBUNGI SAYA LAGI ATAU SAYA LAPORKAN
mohon berhenti mengirimi saya penawaran asuransi lewat WA
please stop contacting me about insurance
Hi, could you take my number off your list? Thanks
Bapak/Ibu, mohon nomor saya dihapus dari daftar penerima pesan. Terima kasih.
saya merasa terganggu, tolong berhenti kirim pesan
gak usah ngirim2 lagi
tolong blokir nomor saya dari daftar kirim
udah dong jangan wa mulu
ojo kirim wa maneh
stop wa terus
plis deh jgn spam wa sy trs
mohon utk tidak mengirim pesan lagi ke nomor ini
Tolong jangan di WA lagi ya, saya ga butuh
jangan chat lagi plz
sy mohon brenti kirim2 promosi
Boleh minta tolong nomor saya dihapus?
Saya tidak pernah daftar, tolong hapus nomor saya
stop all messages
Please take us off the mailing list.
This is not Budi. Stop texting this number.
Tidak usah menghubungi saya lagi, terimakasih
Jangan pernah hubungi saya lagi
gak mau diwa lagi
gak mau di wa lagi
cukup, jangan kirim apa-apa lagi
saya keberatan menerima pesan ini
kami tidak ingin dihubungi lagi oleh perusahaan anda
unsubscribe dari semua pesan
tolong stop kirim ucapan ulang tahun
mhn stop mengirim email ke alamat ini
dont ever call or text me again
mohon dikeluarkan dari daftar penerima
jangan masukkan saya ke broadcast lagi
Please cease all communication
STOP WA SAYA!!!
stp
stop mas
stop kirim undangan
cabut nomor saya
tolong jgn ada pesan lagi
Sudah jangan kirim-kirim lagi
berhentiin dong wa nya
tolong pesan seperti ini tidak dikirim lagi
saya sudah tidak mau lagi terima sms dari sini
Bro stop kirim kirim wa
TOLONG JANGAN WA SAYA LAGI. TERIMAKASIH
jgn wa gw lg plis
ngapain sih wa terus, stop!
please unsubscribe
Unsubscribe me now!!!
I am not Budi, please remove my number from your database
Please stop.
Stop it
stop messaging
enough, stop
do not contact this number again
Tlg hapus no hp saya dari daftar
kak, tolong jangan kirimin broadcast lagi ya 🙏
gk mau dpt pesan kyk gini lg
mau berhenti terima promo
saya minta berhenti dikirimi pesan
Mohon berhenti mengirim pesan ke nomor saya
saya ingin keluar dari daftar
jangan kirim apapun lagi
Jangan kirim ucapan lagi
sudah cukup jangan kirim pesan lagi
no more emails
please take me off the email list
nggak usah dikabarin lagi
saya gak butuh promo lagi
Stop kirimin saya beginian
jgn gangguin gw
Tolong hentikan semua pesan ke saya
pak saya minta tolong jangan dikirimin wa lagi ya
ini nomor pribadi, jangan kirim promo
stopp kirim pesan gaje
Saya tdk berkenan dikirimi iklan
jgn hubungin aku lg please
kirim terus, ganggu tau. STOP!
I want to stop receiving your messages
take me off your mailing list immediately
Kindly remove my contact from your database.
Please discontinue these messages
no more msgs
STOP SMS
UNSUBSCRIBE ME
mohon tidak menghubungi kami kembali
Jangan ada wa-wa lagi ya min
tolong hapus saya
gamau dihubungi lagi
Gak minat, jangan chat lagi
tidak perlu wa saya
Cukup. Tidak usah kirim2 lagi.
boleh minta jangan dikirim pesan lagi?
nomor ini jangan dihubungi lagi
Jangan kirim pesan apapun ke nomor ini!!!
berhenti sms saya
"""

DOUBTFUL = r"""
stop?
stop, saya mau beli 2
STOP\nsaya mau beli 2
salah nomor
maaf salah sambung
wrong number
bukan nomor Budi lagi pak
jangan wa saya malam-malam
jangan telepon saya
jangan wa lagi, email saja
jangan kirim dulu ya, saya di luar kota
tolong jangan kirim pesan hari minggu
how do I unsubscribe?
gimana cara unsubscribe?
saya mau berhenti
ini spam ya
saya blokir ya
🛑
jangan kirim pesan tiap hari
cancel my subscription
jangan sms, wa saja
jangan kirim pesan suara
saya minta stop dulu sampai lebaran
barangnya sudah sampai, jangan kirim lagi
STOP beli
jangan dikirim dulu barangnya
jangan kirim malam ya, kirim pagi aja
jangan wa, telepon saja
tolong jangan hubungi istri saya, hubungi saya saja
jangan kirim lewat pos, lewat email saja
"""

BUSINESS = r"""
jangan lupa kirim lagi ya
kapan berhenti hujan
premi saya stop kapan?
tidak mau ketinggalan
jangan kirim ke alamat lama, kirim ke alamat baru
jangan stop ya kirim infonya
jangan berhenti kirim info ya
please don't stop sending the newsletter
don't forget to send it again
jangan sampai telat kirim ya
jangan lama-lama kirimnya
Bila tidak berkenan menerima ucapan seperti ini, balas BERHENTI.
If you would rather not receive greetings like this one, reply STOP.
kalau mau berhenti, ketik STOP ya?
saya sudah berhenti kerja, bagaimana polis saya?
saya mau berhenti merokok
apakah polis saya berhenti kalau telat bayar?
mau berhenti asuransi bagaimana caranya
saya mau batalkan pesanan
tolong hapus pesan tadi, salah ketik
nomor saya ganti, tolong hapus nomor lama
tolong hapus saya dari daftar ahli waris
saya tidak terima pesannya
I did not receive your message
saya tidak dapat wa dari kemarin
kok gak wa lagi?
kenapa tidak kirim info lagi?
Mau pesan 2 lagi
saya mau beli 2
halte bus berhenti di mana?
autodebet saya tolong dihentikan
tolong stop autodebet kartu kredit saya
stop kirim barang ke kantor, kirim ke rumah saja
jangan kirim tagihan ke email lama
hujan tidak berhenti dari pagi
toko buka sampai jam berapa?
berapa premi untuk anak 5 tahun
bisa kirim formulir klaim?
kirim lagi dong brosurnya
tolong kirim ulang kuitansinya
minta info produk
ok
ya
boleh
baik pak
2
Alamat saya sekarang di Bandung
email saya ganti ya jadi sari@example.com
Please send me the invoice again
Do you have this in stock?
Can I pay next week?
What time do you close?
Yes please
No thanks
tidak, terima kasih. mungkin lain kali
saya belum berminat
nanti saya pikir dulu
anak saya sudah tidak sekolah di sana
istri saya hamil, apakah ditanggung?
jangan khawatir, saya bayar besok
tidak usah repot-repot
gak usah buru-buru kirimnya
ga perlu kirim kuitansi, foto saja
selamat pagi
Assalamualaikum
saya mau tanya soal klaim
kartu saya hilang
sudah saya transfer ya
the bus doesn't stop here
non stop
one stop shop ada di mana
Can we stop by your office tomorrow?
full stop
jangan tutup polis saya
jangan kirim obat itu lagi dok, saya alergi
kalau hujan berhenti saya ke toko
saya berhenti di halte dekat klinik
stok habis ya?
tidak mau kalau mahal
tolong kirim lagi nomor rekeningnya
jangan lupa hubungi saya lagi ya
jangan lupa wa saya kalau sudah siap
nanti jangan lupa telepon saya
saya tidak bisa terima telepon sekarang
stop bayar premi bisa tidak?
bisa stop premi dulu 3 bulan?
hapus alamat lama saya ya
gak jadi beli
dont send the parcel to my office
please send me your offers again
apa kabar pak
tidak ada masalah, kirim saja
Saya tidak keberatan menerima pesan
kenapa saya tidak dikirimi promo lagi?
tolong jangan dipotong dari kartu saya lagi
jangan potong rekening saya lagi
jangan tinggalkan kami ya
saya stop dulu minum obatnya
stop obatnya kapan dok
tolong stop kirim barang ke saya
dont you have it in blue?
apakah bisa berhenti bayar premi
jangan lupa jadwal saya besok
gak usah dikirim, saya ambil sendiri
tidak usah dibungkus
hapus pesanan no 3
Budi stop kerja di sana
premi saya jangan didebet lagi ya
email saya tidak bisa dibuka
please send no later than monday
Tolong jangan kirim ke JNE lagi, pakai Sicepat
jangan kirim yang merah lagi ya, yang biru aja
jangan lupa minum obat kata dokter, benar?
saya tidak mau obat generik
tidak mau bayar denda
jangan kasih tahu suami saya ya
Dok, boleh berhenti minum antibiotik?
tolong kirim lagi pesan yang kemarin, terhapus
saya hapus aplikasinya, bagaimana masuk lagi?
Can you send that message again?
I stopped by yesterday but you were closed
please don't cancel my policy
batal ya, tidak jadi datang
tidak bisa kirim pesan ke nomor CS
"""

OPT_IN = r"""
START
start
MULAI
mulai lagi
LANGGANAN
UNSTOP
Subscribe
boleh kirim lagi
boleh kirim pesan lagi ya
silakan kirim lagi
boleh hubungi saya lagi
saya mau terima pesan lagi
saya mau langganan lagi
you may contact me again
please resume messages
"""

CALL_ME = r"""
tolong telepon saya
telpon saya dong
tlg tlp sy ya
bisa telp?
boleh ditelepon?
saya minta ditelepon besok
mohon hubungi saya
hubungi saya ya pak
call me
Please call me
Can you call me tomorrow?
give me a call please
could you please phone me
kapan bisa telepon saya?
bisa minta tolong telepon balik?
"""

COMPLAINT = r"""
saya kecewa sekali dengan pelayanannya
Barang belum sampai juga
pesanan saya rusak
mau komplain
klaim saya belum cair
sudah 3 hari belum dibalas
parah banget pelayanannya
I am very disappointed
My order never arrived
the package is broken
this is unacceptable
saya tidak puas
barang tidak sesuai
penipu!
stop kontak di kamar rusak
jangan kirim barang yang rusak lagi
"""

THANKS = r"""
terima kasih
Terima kasih banyak
makasih ya
mksh
tq
thx
thanks!
Thank you so much
👍
👍🏽
🙏🙏
❤️
terima kasih pak
makasih bu 🙏
terimakasih banyak atas ucapannya
Terima kasih atas ucapan dan doanya, sukses selalu
aamiin, terima kasih doanya
ok makasih
siap, terima kasih
sip
noted, thanks
baik, terima kasih infonya
matur nuwun
hatur nuhun pak
sama-sama
Thank you for the birthday wishes
thanks for reminding me
ok siap
"""


def _lines(text: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in text.strip().split("\n")]


LABELLED = {
    "opt_out": _lines(OPT_OUT),
    "doubtful": _lines(DOUBTFUL),
    "business": _lines(BUSINESS),
    "opt_in": _lines(OPT_IN),
    "call_me": _lines(CALL_ME),
    "complaint": _lines(COMPLAINT),
    "thanks": _lines(THANKS),
}
"""By what each asks for."""
