"""The service itself: who may call what, how often, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_sheets.testing.google import reading, writing
from crm_sheets.testing.google.answers import Answer, Refusal, error_answer, json_answer
from crm_sheets.testing.google.calls import Call, Content, Spreadsheet
from crm_sheets.testing.google.checking import refusal_of
from crm_sheets.testing.google.clock import FakeClock
from crm_sheets.testing.google.discovery import Method, find_method
from crm_sheets.testing.google.field_masks import Mask, apply_mask, parse_mask
from crm_sheets.testing.google.quota import Quota, QuotaMeter
from crm_sheets.testing.google.recording import RecordedRequest
from crm_sheets.testing.google.sharing import Sharing
from crm_sheets.testing.google.tokens import TokenDesk
from crm_sheets.testing.spreadsheet.refusal import BadRequest

CREATE = "spreadsheets.create"
HANDLERS: Mapping[str, Callable[[Call], Content]] = {
    "spreadsheets.get": reading.get,
    "spreadsheets.batchUpdate": writing.batch_update,
    "spreadsheets.values.get": reading.values_get,
    "spreadsheets.values.batchGet": reading.values_batch_get,
    "spreadsheets.values.batchGetByDataFilter": reading.values_batch_get_by_data_filter,
    "spreadsheets.values.batchUpdateByDataFilter": writing.values_batch_update_by_data_filter,
}
SERVICE_ACCOUNTS = "gserviceaccount.com"


class SheetsService:
    """Answers requests about these spreadsheets. `create` makes one from a Spreadsheet resource and registers it."""

    def __init__(self, clock: FakeClock, tokens: TokenDesk, create: Callable[[Content], Spreadsheet]) -> None:
        self.spreadsheets: dict[str, Spreadsheet] = {}
        self.sharing = Sharing()
        self.quota: Quota | None = Quota()
        self._meter = QuotaMeter()
        self._clock = clock
        self._tokens = tokens
        self._create = create

    def check(self, request: RecordedRequest) -> Refusal | None:
        """Google's refusal of a request that the description of its API does not allow, whatever the spreadsheet."""
        found = find_method(request.method, request.raw_path)
        if found is None:
            return Refusal(404, f"There is no {request.method} {request.path} in the Google Sheets API.")
        method, _ = found
        if method.operation not in (*HANDLERS, CREATE):
            return Refusal(404, f"{method.operation} is in the Google Sheets API, but not in this fake.")
        return refusal_of(request, method)

    def identify(self, request: RecordedRequest) -> None:
        """Note who asks. Raises Refusal (401) for a token that is none."""
        request.user = self._tokens.user(request.headers.get("Authorization", ""))

    def count(self, request: RecordedRequest) -> None:
        """Count it. Raises Refusal (429) when the quota is used up."""
        if self.quota is not None:
            self._meter.spend(self.quota, request.kind, request.user, self._clock.monotonic())

    def answer(self, request: RecordedRequest) -> Answer:
        """Do what a checked request asks, as whom it was identified to be."""
        found = find_method(request.method, request.raw_path)
        if found is None:
            return error_answer(Refusal(404))
        method, arguments = found
        try:
            self._tokens.check_scope(request.headers.get("Authorization", ""), reads=method.reads)
            return self._done(request, method, arguments)
        except Refusal as refusal:
            return error_answer(refusal)
        except BadRequest as refusal:
            return error_answer(Refusal(400, str(refusal)))

    def _done(self, request: RecordedRequest, method: Method, arguments: Mapping[str, str]) -> Answer:
        text = request.query.get("fields", [""])[0]
        mask: Mask | None = parse_mask(text) if text else None
        if method.operation == CREATE:
            content = self._created(request)
        else:
            spreadsheet = self._opened(arguments["spreadsheetId"], request.user, reads=method.reads)
            content = HANDLERS[method.operation](Call(spreadsheet, arguments, request.query, request.body, mask))
        return json_answer(content if mask is None else apply_mask(mask, content))

    def _opened(self, spreadsheet_id: str, user: str, *, reads: bool) -> Spreadsheet:
        spreadsheet = self.spreadsheets.get(spreadsheet_id)
        if spreadsheet is None:
            raise Refusal(404)
        self.sharing.check(spreadsheet_id, user, reads=reads)
        return spreadsheet

    def _created(self, request: RecordedRequest) -> Content:
        """A new spreadsheet; service accounts own no storage to keep one in."""
        if request.user.endswith(SERVICE_ACCOUNTS):
            raise Refusal(403)
        spreadsheet = self._create(request.body or {})
        if request.user:
            self.sharing.share(spreadsheet.spreadsheet_id, request.user, "editor")
        return spreadsheet.metadata()
