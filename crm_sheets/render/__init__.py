"""Messages from planned contacts: strict about missing values, limited in time and size."""

from crm_sheets.render.check import check_templates
from crm_sheets.render.problem import RenderProblem
from crm_sheets.render.renderer import Renderer

__all__ = ["RenderProblem", "Renderer", "check_templates"]
