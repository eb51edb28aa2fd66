"""Mails made to exhaust whoever reads them: deep, wide, broken, endless. Each is as large as we ever look at."""

from __future__ import annotations

import base64
from collections.abc import Callable

SIZE = 256 * 1024
HEAD = b"From: budi@example.net\r\nTo: halo@klinik.example.com\r\nSubject: Halo\r\nMessage-ID: <1@example.net>\r\n"
MULTIPART = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n'


def filled(piece: bytes, size: int = SIZE) -> bytes:
    """`piece` again and again."""
    return (piece * (size // len(piece) + 1))[:size]


def header(name: bytes, value: bytes) -> bytes:
    """A mail with that header in front of a short text."""
    return HEAD + name + b": " + value + b"\r\n\r\nhalo\r\n"


def folded(name: bytes, piece: bytes) -> bytes:
    """A header of very many lines."""
    return HEAD + name + b":" + filled(b"\r\n " + piece) + b"\r\n\r\nhalo\r\n"


def nested_multiparts() -> bytes:
    """Every part holds another."""
    return HEAD + b"".join(MULTIPART % str(i).encode() + b"--%d\r\n" % i for i in range(SIZE // 60))


def same_boundary_nested() -> bytes:
    """Every part holds another with the same boundary."""
    return HEAD + filled(MULTIPART % b"x" + b"--x\r\n")


def nested_mails() -> bytes:
    """A mail in a mail in a mail."""
    return HEAD + filled(b"Content-Type: message/rfc822\r\n\r\n")


def html(content: bytes) -> bytes:
    """A mail of HTML only."""
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + content


def text(content: bytes, kind: bytes = b"text/plain; charset=utf-8", encoding: bytes = b"8bit") -> bytes:
    """A mail of text only."""
    return HEAD + b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + content


def delivery_status(fields: bytes) -> bytes:
    """A delivery report with these fields."""
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    return HEAD + head + b"--b\r\nContent-Type: message/delivery-status\r\n\r\n" + fields + b"\r\n--b--\r\n"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one line break": lambda: b"\r\n",
    "zeros": lambda: bytes(SIZE),
    "all bytes": lambda: filled(bytes(range(256))),
    "no line break at all": lambda: filled(b"x"),
    "only line breaks": lambda: filled(b"\n"),
    "only carriage returns": lambda: filled(b"\r"),
    "only colons": lambda: filled(b":"),
    "headers without names": lambda: filled(b": x\n"),
    "no headers": lambda: b"\r\n" + filled(b"halo "),
    "very many headers": lambda: filled(b"X: y\r\n"),
    "very many senders": lambda: filled(b"From: budi@example.net\r\n"),
    "very many content types": lambda: HEAD + filled(b"Content-Type: multipart/mixed; boundary=x\r\n"),
    "one endless header": lambda: header(b"X-Long", filled(b"x")),
    "an endless sender": lambda: b"From: " + filled(b'"a" <b@c>, ') + b"\r\n\r\nhalo",
    "a sender in endless comments": lambda: b"From: " + filled(b"(") + b"\r\n\r\nhalo",
    "a sender of quotes": lambda: b"From: " + filled(b'"\\') + b"\r\n\r\nhalo",
    "a sender of brackets": lambda: b"From: " + filled(b"<") + b"\r\n\r\nhalo",
    "endless references": lambda: folded(b"References", b"<a@b>"),
    "references never closed": lambda: folded(b"References", b"<a@"),
    "a folded subject": lambda: folded(b"Subject", b"x"),
    "encoded words never closed": lambda: header(b"Subject", filled(b"=?a?q?")),
    "encoded words of junk": lambda: header(b"Subject", filled(b"=?utf-8?b?====?= ")),
    "encoded words in punycode": lambda: header(b"Subject", b"=?punycode?q?" + filled(b"a-", 60_000) + b"?="),
    "encoded words that break the line": lambda: header(b"Subject", b"=?utf-8?q?a=0D=0ABcc:_x@y?="),
    "endless parameters": lambda: header(b"Content-Type", b"multipart/mixed" + filled(b";")),
    "endless named parameters": lambda: header(b"Content-Type", b"multipart/mixed" + filled(b";a=b")),
    "parameters that never close": lambda: header(b"Content-Type", b'multipart/mixed; boundary="' + filled(b'\\"')),
    "continued parameters": lambda: header(
        b"Content-Type", b"multipart/mixed; " + b"; ".join(b"boundary*%d*=x%%41" % n for n in range(10_000))
    ),
    "a continued parameter of an endless number": lambda: header(
        b"Content-Type", b"multipart/mixed; boundary*" + b"9" * 5_000 + b"*=x"
    ),
    "a parameter in a strange charset": lambda: header(b"Content-Type", b"multipart/mixed; boundary*=idna''%ff%00"),
    "an endless boundary": lambda: header(b"Content-Type", b"multipart/mixed; boundary=" + filled(b"b")),
    "a boundary that is a pattern": lambda: HEAD + MULTIPART % b"(a+)+$" + filled(b"--(a+)+$\r\n"),
    "an empty boundary": lambda: HEAD + MULTIPART % b"" + filled(b"--\r\n"),
    "very many boundaries": lambda: HEAD + MULTIPART % b"x" + filled(b"--x\r\n"),
    "very many empty parts": lambda: HEAD + MULTIPART % b"x" + filled(b"--x\r\n\r\n"),
    "very many parts with a header": lambda: HEAD + MULTIPART % b"x" + filled(b"--x\r\nA: b\r\n\r\n"),
    "lines like boundaries": lambda: HEAD + MULTIPART % b"x" + filled(b"--xx\r\n"),
    "nested multiparts": nested_multiparts,
    "nested multiparts of one boundary": same_boundary_nested,
    "nested mails": nested_mails,
    "digests": lambda: HEAD + b"Content-Type: multipart/digest; boundary=x\r\n\r\n" + filled(b"--x\r\n\r\n"),
    "broken base64": lambda: text(filled(b"=A=\r\n"), encoding=b"base64"),
    "good base64 of zeros": lambda: text(base64.encodebytes(bytes(180_000)), encoding=b"base64"),
    "broken quoted-printable": lambda: text(filled(b"=Z=\r\n="), encoding=b"quoted-printable"),
    "uuencoded": lambda: text(b"begin 644 x\n" + filled(b"M"), encoding=b"x-uuencode"),
    "an unknown encoding": lambda: text(b"halo", encoding=b"zip"),
    "an unknown charset": lambda: text(b"halo \xff", b"text/plain; charset=klingon"),
    "a charset that is a codec": lambda: text(filled(b"ab"), b"text/plain; charset=zlib"),
    "text in punycode": lambda: text(filled(b"a-b"), b"text/plain; charset=punycode"),
    "text in idna": lambda: text(filled(b"xn--a."), b"text/plain; charset=idna"),
    "text in UTF-7": lambda: text(filled(b"+AGE-"), b"text/plain; charset=utf-7"),
    "text in UTF-16 of half letters": lambda: text(filled(b"\xd8\x00"), b"text/plain; charset=utf-16"),
    "a charset in two languages": lambda: text(b"halo", b"text/plain; charset*=utf-8'id'utf-8"),
    "HTML never closed": lambda: html(filled(b"<a ")),
    "HTML comments never closed": lambda: html(filled(b"<!--")),
    "HTML comments closed at once": lambda: html(filled(b"<!-->")),
    "HTML scripts never closed": lambda: html(filled(b"<script>")),
    "HTML declarations": lambda: html(filled(b"<![x")),
    "HTML of closing tags": lambda: html(filled(b"</a")),
    "HTML of brackets": lambda: html(filled(b"<")),
    "HTML with endless names": lambda: html(b"<" + filled(b"a")),
    "HTML with endless attributes": lambda: html(b"<a " + filled(b'b="')),
    "HTML of quotations": lambda: html(filled(b"<blockquote>x")),
    "HTML of line breaks": lambda: html(filled(b"<br>")),
    "HTML of entities": lambda: html(filled(b"&amp;")),
    "HTML of entities never closed": lambda: html(filled(b"&a")),
    "an HTML entity of an endless number": lambda: html(b"&#" + filled(b"9")),
    "letters that grow in lower case": lambda: html(filled("İ<!--".encode())),
    "lines of who wrote": lambda: text(filled(b"On 1 @\r\n")),
    "one line of who wrote": lambda: text(b"On " + filled(b"1 wrote ") + b"\r\n"),
    "lines of header blocks": lambda: text(filled(b"From: x\r\n")),
    "lines of separators": lambda: text(filled(b"-----Original Message----\r\n")),
    "lines of underscores": lambda: text(filled(b"_")),
    "lines of quotations": lambda: text(filled(b">>> x\r\n")),
    "lines of addresses": lambda: text(filled(b"<a@b>")),
    "an endless unsubscription": lambda: header(b"Subject", filled(b"re:")),
    "very many recipients": lambda: delivery_status(
        filled(b"Final-Recipient: rfc822;a@b.co\r\nAction: failed\r\n\r\n")
    ),
    "a report of line breaks": lambda: delivery_status(filled(b"\r\n")),
    "an endless status": lambda: delivery_status(b"A: b\r\n\r\nAction: failed\r\nStatus: " + filled(b"5.1.")),
    "a report inside reports": lambda: HEAD + filled(b"Content-Type: message/delivery-status\r\n\r\n"),
    "a plain bounce of ids": lambda: HEAD + b"X-Failed-Recipients: x\r\n\r\n" + filled(b"Message-ID: <0123\r\n"),
    "a plain bounce of codes": lambda: HEAD + b"X-Failed-Recipients: x\r\n\r\n" + filled(b"5.1.1."),
}
"""Builders by what is wrong."""
