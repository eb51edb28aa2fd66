"""Work for people: what a row of the Queue says, and in which order rows come (catalogue C12)."""

from crm_sheets.queue.last_outcome import with_last_outcomes
from crm_sheets.queue.order import in_order, worth_of
from crm_sheets.queue.row import queue_row

__all__ = ["in_order", "queue_row", "with_last_outcomes", "worth_of"]
