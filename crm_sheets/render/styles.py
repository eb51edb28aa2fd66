"""What stands in <style> written into the tags themselves, because many mail programs read nothing else."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crm_sheets.model import Text
from crm_sheets.render.limits import TOO_MUCH
from crm_sheets.render.problem import TemplateFault

if TYPE_CHECKING:
    from css_inline import CSSInliner

MOST_COMPARISONS = 10_000_000
"""Rules times tags: what an inliner compares, about a quarter of a second."""


def with_inlined_styles(html: str) -> str:
    """The page with its style sheet in the tags; @media and other at-rules stay in <style>, for those who read it.

    A page without <style> comes back as it is. Nothing is loaded from anywhere. Raises TemplateFault.
    """
    if "<style" not in html.lower():
        return html
    if html.count("{") * html.count("<") > MOST_COMPARISONS:
        raise TemplateFault(TOO_MUCH)
    try:
        return _inliner().inline(html)
    except ValueError as error:
        raise TemplateFault(Text(f"<style> tidak dapat dipakai: {error}", f"<style> cannot be used: {error}")) from None


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False, base_url=None, keep_at_rules=True)
