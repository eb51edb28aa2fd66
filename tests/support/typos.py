"""Typical slips in messages to customers, each in a sentence, with the word that was meant."""

INDONESIAN = """
kesehetan|kesehatan|Semoga selalu diberi kesehetan.
selmat|selamat|Kami ucapkan selmat ulang tahun.
ulng|ulang|Selamat ulng tahun.
terimakasih|terima kasih|Kami ucapkan terimakasih.
trima|terima|Kami ucapkan trima kasih.
kepercayan|kepercayaan|Terima kasih atas kepercayan yang diberikan.
kebahagian|kebahagiaan|Semoga diberi kebahagian.
silahkan|silakan|Untuk itu silahkan balas pesan ini.
resiko|risiko|Setiap investasi punya resiko.
perlindugan|perlindungan|Supaya perlindugan tetap berlaku.
pembayran|pembayaran|Kami belum menerima pembayran bulan ini.
jatoh|jatuh|Premi jatoh tempo besok.
temppo|tempo|Premi jatuh temppo besok.
berlau|berlaku|Kartu berlau sampai Desember.
mengigatkan|mengingatkan|Kami ingin mengigatkan premi bulan ini.
menghubugi|menghubungi|Tim kami akan menghubugi besok.
dihubunggi|dihubungi|Kapan sebaiknya dihubunggi?
hubngi|hubungi|Bila ada pertanyaan, hubngi kami.
keluraga|keluarga|Salam untuk keluraga di rumah.
tercnta|tercinta|Bersama keluarga tercnta.
bahagai|bahagia|Semoga sehat dan bahagai selalu.
dirumah|di rumah|Kami tunggu dirumah.
di kirimkan|dikirimkan|Polis sudah di kirimkan kemarin.
di karenakan|dikarenakan|Ini terjadi di karenakan hujan.
pelayannan|pelayanan|Terima kasih sudah memakai pelayannan kami.
mohn|mohon|Untuk itu mohn maaf.
maff|maaf|Kami mohon maff.
pertanyan|pertanyaan|Bila ada pertanyan, balas pesan ini.
semgoa|semoga|Kami berharap semgoa lekas sembuh.
senantisa|senantiasa|Semoga senantisa sehat.
kelancarn|kelancaran|Semoga diberi kelancarn.
abaikna|abaikan|Kalau sudah dibayar, abaikna pesan ini.
tangal|tanggal|Premi dibayar pada tangal 5.
infomasi|informasi|Untuk infomasi lebih lanjut, balas saja.
nasbah|nasabah|Untuk semua nasbah kami.
undagan|undangan|Ini undagan untuk Bapak.
bermamfaat|bermanfaat|Semoga bermamfaat.
rejeki|rezeki|Semoga banyak rejeki.
kwitansi|kuitansi|Kirimkan kwitansi yang asli.
tersyang|tersayang|Bersama orang tersyang.
"""

ENGLISH = """
recieve|receive|You will recieve a letter.
hapy|happy|We wish you a hapy birthday.
birthdya|birthday|A happy birthdya to you.
premuim|premium|The premuim is due.
polciy|policy|Your polciy is in force.
goverment|government|A new goverment rule.
untill|until|The card is valid untill May.
definately|definitely|We definately want to know.
seperate|separate|This is a seperate matter.
adress|address|Please send us your adress.
occured|occurred|An error occured.
succesful|successful|We hope for a succesful year.
helth|health|We wish you good helth.
wishs|wishes|With our best wishs.
familly|family|To you and your familly.
thankyou|thank you|We say thankyou for your trust.
plase|please|To stop, plase reply.
replly|reply|Just replly to this message.
friendy|friendly|This is a friendy note.
appologise|apologise|We appologise for the delay.
confrim|confirm|We will confrim it today.
payd|paid|Ignore this if payd already.
tommorow|tomorrow|We will call you tommorow.
calander|calendar|Put it into your calander.
benificiary|beneficiary|The benificiary has changed.
coverd|covered|You remain coverd.
intrest|interest|Thank you for your intrest.
custmer|customer|For every custmer of ours.
becuase|because|We write becuase it matters.
freind|friend|Tell a freind about us.
gratful|grateful|We are gratful for your trust.
imediately|immediately|We will answer imediately.
wehther|whether|Tell us wehther you can come.
oportunity|opportunity|It is a good oportunity.
recomend|recommend|Would you recomend us?
sevice|service|Thank you for using our sevice.
visti|visit|We look forward to your visti.
welcom|welcome|You are always welcom.
yuor|your|We have yuor letter.
teh|the|This is teh last day.
"""


def cases(table: str) -> list[tuple[str, str, str]]:
    """What is wrong, what was meant, and the sentence."""
    wrong, meant, sentence = range(3)
    rows = [line.split("|") for line in table.strip().splitlines()]
    return [(row[wrong], row[meant], row[sentence]) for row in rows]
