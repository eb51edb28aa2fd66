"""Files that travel with e-mails: named in the template, read once, refused when something is wrong with one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from message_samples import PROGRAM, SETTINGS, TODAY, contact, loader, render
from small_books import book_of

from crm_sheets.model import LARGEST_ATTACHMENT, Medium, Message, SkipReason
from crm_sheets.render import Renderer, RenderProblem, check_templates
from crm_sheets.render.attachments import Attachments, media_type

FILE = "t.email.id.txt"
EMAIL = Medium.EMAIL
FILES = {"brosur.pdf": b"%PDF-1.7", "Daftar harga 2026.xlsx": b"PK", "besar.pdf": b"x" * (LARGEST_ATTACHMENT + 1)}
FILES |= {f"{number}.jpg": b"x" * LARGEST_ATTACHMENT for number in range(3)}
ENGLISH = replace(SETTINGS, language="en")


class Folder:
    """A folder of files in memory that counts how often each is read."""

    def __init__(self) -> None:
        self.reads: Counter[str] = Counter()

    def __call__(self, name: str) -> bytes:
        self.reads[name] += 1
        if name == "rusak.pdf":
            raise PermissionError(13, "Permission denied", f"/home/operator/{name}")
        if name not in FILES:
            raise FileNotFoundError(2, "No such file", f"/home/operator/{name}")
        return FILES[name]


def email(*lines: str) -> str:
    return "\n".join(["{# note #}", "Subject: S", *lines, "", "Halo {{ greeting_name }}"])


def write(*lines: str, folder: Folder | None = None, language: str = "en") -> Message:
    renderer = Renderer(
        loader({FILE: email(*lines)}), replace(SETTINGS, language=language), attachments=folder or Folder()
    )
    return renderer.render(contact(EMAIL), TODAY)


def fault(*lines: str, language: str = "en") -> str:
    with pytest.raises(RenderProblem) as caught:
        write(*lines, language=language)
    assert caught.value.reason is SkipReason.TEMPLATE_PROBLEM
    return caught.value.detail


def test_files_named_below_the_subject_travel_with_the_mail() -> None:
    message = write("Attach: brosur.pdf", "Attach: Daftar harga 2026.xlsx")
    assert [(one.name, one.media_type, one.content) for one in message.attachments] == [
        ("brosur.pdf", "application/pdf", b"%PDF-1.7"),
        (
            "Daftar harga 2026.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            b"PK",
        ),
    ]
    assert (message.subject_line, message.text) == ("S", "Halo Bapak Budi")
    assert write().attachments == ()


def test_a_file_is_read_once_for_all_messages_also_when_it_is_missing() -> None:
    folder = Folder()
    renderer = Renderer(loader({FILE: email("Attach: brosur.pdf", "Attach: tiada.pdf")}), SETTINGS, attachments=folder)
    for _ in range(3):
        with pytest.raises(RenderProblem):
            renderer.render(contact(EMAIL), TODAY)
    assert folder.reads == {"brosur.pdf": 1, "tiada.pdf": 1}


def test_a_missing_file_is_named_with_the_line_that_asks_for_it() -> None:
    assert fault("Attach: brosur.pdf", "Attach: tiada.pdf") == (
        f'{FILE}, line 4: there is no attachment "tiada.pdf"; put it into templates/files'
    )
    assert fault("Attach: tiada.pdf", language="id") == (
        f'{FILE}, baris 3: lampiran "tiada.pdf" tidak ada; taruh di templates/files'
    )


def test_where_no_files_can_be_read_a_mail_does_not_go_without_them() -> None:
    with pytest.raises(RenderProblem, match=r"brosur\.pdf"):
        render(email("Attach: brosur.pdf"), EMAIL)


def test_limits_are_told_and_no_place_of_the_machine_is() -> None:
    assert fault("Attach: besar.pdf").endswith('the attachment "besar.pdf" has more than 5 MB')
    assert fault("Attach: 0.jpg", "Attach: 1.jpg", "Attach: 2.jpg").endswith(
        "the attachments have more than 10 MB together"
    )
    assert fault("Attach: rusak.pdf") == f'{FILE}, line 3: the attachment "rusak.pdf" cannot be read'
    assert len(write("Attach: 0.jpg", "Attach: 1.jpg").attachments) == 2


def test_an_empty_file_does_not_go() -> None:
    with pytest.raises(Exception, match="is empty"):
        Attachments(lambda name: b"").of([("a.pdf", 3)])


@pytest.mark.parametrize(
    "name",
    [
        "../rahasia",
        "a/b.pdf",
        "a\\b.pdf",
        ".env",
        "",
        "x" * 121,
        "{{ customer.name }}.pdf",
        "a\u202efdp.exe",
        "C:x",
        "a\tb",
    ],
)
def test_only_a_plain_file_name_is_taken_and_no_cell_chooses_it(name: str) -> None:
    folder = Folder()
    with pytest.raises(RenderProblem, match=f"{FILE}, line 3: .*is no plain file name"):
        write(f"Attach: {name}", folder=folder)
    assert not folder.reads


@pytest.mark.parametrize("line", ["Attached: x.pdf", "Bcc: x@example.com", "brosur.pdf"])
def test_another_line_below_the_subject_is_a_mistake(line: str) -> None:
    assert fault(line).startswith(f"{FILE}, line 3: ")


def test_a_cell_cannot_attach_anything() -> None:
    source = "Subject: {{ customer.name }}\n\n{{ customer.name }}"
    message = render(source, EMAIL, customer={"name": "Attach: brosur.pdf"})
    assert (message.subject_line, message.attachments) == ("Attach: brosur.pdf", ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.pdf", "application/pdf"),
        ("a.PDF", "application/pdf"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.png", "image/png"),
        ("a.tar.gz", "application/octet-stream"),
        ("a.unheardof", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_name_tells_the_media_type(name: str, expected: str) -> None:
    assert media_type(name) == expected


def test_the_check_names_every_missing_file_when_it_can_look() -> None:
    book = book_of({"programs": {"template": "Templat"}}, programs=[])
    program = replace(PROGRAM, media=(EMAIL,))
    templates = loader({FILE: email("Attach: tiada.pdf", "Attach: brosur.pdf", "Attach: hilang.pdf")})
    rows = check_templates(templates, [program], book, "en", attachments=Folder())
    assert [row["hint"] for row in rows] == [
        f'{FILE}, line 3: there is no attachment "tiada.pdf"; put it into templates/files',
        f'{FILE}, line 5: there is no attachment "hilang.pdf"; put it into templates/files',
    ]
    assert check_templates(templates, [program], book, "en") == []
    together = loader({FILE: email(*(f"Attach: {number}.jpg" for number in range(3)))})
    (row,) = check_templates(together, [program], book, "en", attachments=Folder())
    assert "10 MB" in row["hint"]
