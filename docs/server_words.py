"""What each setting about those who carry messages means, in both languages: for `make_reference.py`."""

from __future__ import annotations

from crm_sheets.model import Text

SERVER: dict[str, Text] = {
    "host": Text("Nama servernya; kosong: tidak dipakai", "The server's name; blank: it is not used"),
    "port": Text(
        "Porta; 0 ialah yang lazim: SMTP 465, 587, 25 dan IMAP 993, 143, 143 menurut security",
        "The port; 0 is the usual one: SMTP 465, 587, 25 and IMAP 993, 143, 143 by security",
    ),
    "security": Text(
        "tls, starttls, atau none; none hanya untuk server di komputer ini sendiri",
        "tls, starttls or none; none only for a server on this machine itself",
    ),
    "user": Text("Nama untuk masuk; kosong: tanpa masuk", "The name to log in with; blank: no login"),
    "password": Text(
        "Kata sandinya; rahasia: hanya di variabel ini atau di password_file, tidak boleh di crm.toml",
        "Its password; a secret: in this variable or in password_file only, never in crm.toml",
    ),
    "password_file": Text(
        "Berkas dengan kata sandi itu saja, hanya terbaca oleh pemiliknya (chmod 600)",
        "A file with that password and nothing else, readable by its owner only (chmod 600)",
    ),
    "seconds": Text("Paling lama menunggu satu jawaban, dalam detik", "The most to wait for one answer, in seconds"),
}
"""What a mail server and a mailbox have in common."""

TWILIO: dict[str, Text] = {
    "account": Text("Account SID dari Twilio, berawal AC", "The Account SID from Twilio; it begins with AC"),
    "api_key": Text(
        "SID sebuah API key, berawal SK, bila token itu rahasianya",
        "The SID of an API key, beginning with SK, where the token is that key's secret",
    ),
    "token": Text(
        "Auth token, atau rahasia api_key; rahasia: hanya di variabel ini atau di token_file, tidak boleh di crm.toml",
        "The auth token, or the secret of api_key; a secret: in this variable or in token_file only, never in crm.toml",
    ),
    "token_file": Text(
        "Berkas dengan token itu saja, hanya terbaca oleh pemiliknya (chmod 600)",
        "A file with that token and nothing else, readable by its owner only (chmod 600)",
    ),
    "sms_from": Text(
        "Nomor pengirim SMS, seperti +15005550006; kosong: tidak dipakai",
        "The number that SMS come from, such as +15005550006; blank: not used",
    ),
    "messaging_service": Text(
        "Messaging Service pengirim SMS, berawal MG, sebagai ganti sms_from",
        "The Messaging Service that sends SMS, beginning with MG, in place of sms_from",
    ),
    "whatsapp_from": Text(
        "Nomor pengirim WhatsApp, tanpa awalan whatsapp:; kosong: tidak dipakai",
        "The number that WhatsApp comes from, without the prefix whatsapp:; blank: not used",
    ),
    "sms_replies": Text(
        "true bila penerima dapat membalas SMS; di Indonesia tidak dapat",
        "true where people can answer an SMS; in Indonesia they cannot",
    ),
    "seconds": Text("Paling lama satu permintaan, dalam detik", "The most that one request may take, in seconds"),
    "at_once": Text("Paling banyak permintaan yang berjalan bersamaan", "The most requests under way at a time"),
    "per_second": Text(
        "Paling banyak pesan yang dimulai tiap pengirim dalam satu detik",
        "The most messages that each sender starts in a second",
    ),
    "url": Text(
        "Alamat Twilio, atau perantara Anda sendiri; https, kecuali di komputer ini sendiri",
        "Where Twilio is, or a relay of your own; https, except on this machine itself",
    ),
    "content": Text(
        "Id templat WhatsApp yang disetujui (HX...), menurut nama templat dan bahasanya: [twilio.content]",
        "Ids of approved WhatsApp templates (HX...) by the template's name and language: [twilio.content]",
    ),
}

MAIL: dict[str, Text] = {
    **SERVER,
    "sender": Text("Alamat pengirim; kosong: tidak ada e-mail", "The address it comes from; blank: no e-mail"),
    "sender_name": Text(
        "Nama pengirim yang dilihat orang; kosong: nama dari tim",
        "The sender's name as people see it; blank: the team's",
    ),
    "reply_to": Text("Ke mana balasan; kosong: ke pengirim", "Where answers go; blank: to the sender"),
    "unsubscribe": Text(
        "Kotak surat untuk berhenti berlangganan; kosong: reply_to, lalu sender",
        "The mailbox for unsubscribing; blank: reply_to, else sender",
    ),
    "unsubscribe_url": Text(
        "Alamat https dengan {token} yang dijawab server Anda sendiri (RFC 8058, sekali ketuk)",
        "An https address with {token} in it that a server of yours answers (RFC 8058, one tap)",
    ),
    "at_once": Text("Paling banyak sambungan bersamaan", "The most connections at a time"),
    "per_day": Text("Paling banyak e-mail dalam 24 jam; 0: tanpa batas", "The most e-mails in 24 hours; 0: no limit"),
    "dkim_key": Text(
        "Berkas PEM kunci DKIM, bila bukan server yang menandatangani",
        "The PEM file of the DKIM key, where it is not the server that signs",
    ),
    "dkim_selector": Text("Selektor DKIM di DNS", "The DKIM selector in the DNS"),
}

MAILBOX: dict[str, Text] = {
    **SERVER,
    "folders": Text("Folder yang dibaca", "The folders that are read"),
    "sent_folder": Text(
        "Folder kiriman di server, sebagai bukti; kosong: dicari sendiri",
        "Where the server keeps what was sent, as evidence; blank: it is found by itself",
    ),
}
