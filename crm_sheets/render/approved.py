"""Which WhatsApp texts go out without a template that the provider has approved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from jinja2 import BaseLoader

from crm_sheets.model import Medium, Program
from crm_sheets.render.library import Library
from crm_sheets.render.problem import TemplateFault
from crm_sheets.render.source import ANY_REGISTER

BOTH_OR_FORMAL = (ANY_REGISTER, "formal")


def without_approved(
    loader: BaseLoader, programs: Iterable[Program], languages: Collection[str], contents: Mapping[str, str]
) -> list[str]:
    """The WhatsApp texts of these programs that no approved template stands for, as "template.language".

    A text for one register needs none where that for both has one: then that one goes out.

    `languages` are those of the recipients, the team's first; `contents` are the ids of approved templates. A template
    that is missing or faulty is left out: it is a fault of its own.
    """
    library, found = Library(loader), dict[str, None]()
    for program in programs:
        for language in languages if Medium.WHATSAPP in program.media else ():
            try:
                compiled = library.find(
                    program.template, Medium.WHATSAPP, (language, *languages, "id", "en"), BOTH_OR_FORMAL
                )
            except TemplateFault:
                continue
            name = compiled.approved_name
            if not (contents.get(name) or compiled.content_id):
                found[name] = None
    return list(found)
