"""People are addressed as they would like to be."""

from __future__ import annotations

import pytest

from crm_sheets.render.people import first_name, greeting_name, title_case


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Budi Santoso", "Budi"),
        ("Budi", "Budi"),
        ("Drs. H. Agus Salim, M.M.", "Agus"),
        ("dr. Rina Wulandari, Sp.A", "Rina"),
        ("Hj. Siti Aminah", "Siti"),
        ("M. Rizki", "Rizki"),
        ("Muh. Iqbal", "Iqbal"),
        ("Prof. Dr. Ir. B. J. Habibie", "Habibie"),
        ("I Wayan Sudana", "Wayan"),
        ("Ny. S.", "Ny. S."),
        ("  Budi   Santoso ", "Budi"),
        ("de Vries", "de"),
        ("", ""),
        ("JOKO SUSILO", "Joko"),
        ("joko susilo", "Joko"),
        ("HJ. SITI AMINAH, S.E.", "Siti"),
        ("Hj. RINA", "Rina"),
        ("Hj.Rina", "Rina"),
        ("MA'RUF AMIN", "Ma'ruf"),
        ("D'ANGELO", "D'Angelo"),
        ("McArthur Lee", "McArthur"),
    ],
)
def test_the_first_name_is_neither_title_nor_initial_nor_degree(name: str, called: str) -> None:
    assert first_name(name) == called


@pytest.mark.parametrize(
    ("customer", "indonesian", "english"),
    [
        ({"name": "Budi Santoso", "salutation": "Bapak"}, "Bapak Budi", "Mr Budi"),
        ({"name": "Sari", "salutation": "Ibu"}, "Ibu Sari", "Mrs Sari"),
        ({"name": "Dewi Lestari", "salutation": None}, "Dewi", "Dewi"),
        ({"name": "Dewi Lestari"}, "Dewi", "Dewi"),
        ({"name": "dr. Rina", "salutation": "Dr"}, "Dr. Rina", "Dr. Rina"),
        ({"name": "PT Maju Jaya", "salutation": "Bapak"}, "PT Maju Jaya", "PT Maju Jaya"),
        ({"name": "Maju Bersama", "kind": "organisation"}, "Maju Bersama", "Maju Bersama"),
        ({"name": None}, "", ""),
        ({"name": " ", "salutation": "Bapak"}, "", ""),
        ({"name": "Hj. Rina", "salutation": "Ibu"}, "Ibu Rina", "Mrs Rina"),
        ({"name": "JOKO SUSILO", "salutation": "Bapak"}, "Bapak Joko", "Mr Joko"),
        ({"name": "PT MAJU JAYA", "salutation": "Bapak"}, "PT MAJU JAYA", "PT MAJU JAYA"),
    ],
)
def test_the_greeting_name_has_the_salutation_in_the_language_of_the_message(
    customer: dict[str, str | None], indonesian: str, english: str
) -> None:
    assert greeting_name(customer, "id") == indonesian
    assert greeting_name(customer, "en") == english


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("AHMAD BIN MA'RUF", "Ahmad bin Ma'ruf"),
        ("bin laden", "Bin Laden"),
        ("HJ. SITI-NUR D'ANGELO", "Hj. Siti-Nur D'Angelo"),
        ("", ""),
    ],
)
def test_names_in_title_case(typed: str, written: str) -> None:
    assert title_case(typed) == written
