"""One atomic batch, made exactly once: sent, checked when its answer is lost, built anew when people were quicker."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_sheets.content import IDENTITY
from crm_sheets.errors import WorkbookChanged, WorkbookError, WorkbookUnavailable, WorkbookUncertain
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.failures import AnswerLost, RequestRefused
from crm_sheets.workbook.google.fence import is_made, move_requests, pointer_of
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.requests import Request, body_of
from crm_sheets.workbook.google.view import View

MOST_REFUSALS = 4
"""How often a batch is built anew after Google refused it because the structure had changed."""

ANSWER = "replies,updatedSpreadsheet(sheets(properties(sheetId),data(rowData(values(formattedValue)))))"

_MADE = re.compile(r'^\{"addSheet":.*?"sheetId":(\d+)')
_DELETED = re.compile(r'^\{"deleteSheet":\{"sheetId":(\d+)')

Build = Callable[[View], Sequence[Request]]


class Committer:
    """Makes batches one after the other; `view` is what is known of the spreadsheet now.

    `look_anew` gives the structure with the header rows of the tabs with these ids or titles.
    """

    def __init__(
        self,
        client: SheetsClient,
        spreadsheet_id: str,
        view: View,
        look_anew: Callable[[Collection[int | str]], View],
    ) -> None:
        self.client, self.view = client, view
        self._spreadsheet_id, self._look_anew = spreadsheet_id, look_anew

    def commit(
        self,
        build: Build,
        ranges: Callable[[View], Sequence[str]] = lambda view: (),
        heeded: Collection[int | str] = (),
        stands: Callable[[View], bool] = lambda view: False,
    ) -> Mapping[str, Any] | None:
        """Make the batch that `build` makes of the view; gives the answer, None when it is lost but the batch made.

        `ranges` are those whose cells the answer is to show; `heeded` are the tabs whose header rows `build` needs.
        `stands` tells from what is in these tabs whether the batch was made: people can delete named ranges, so a lost
        answer is not judged by the pointer alone.
        """
        token, refusals, lost = secrets.token_hex(4), 0, 0
        while True:
            try:
                return self._send(token, build(self.view), ranges(self.view), refusals)
            except RequestRefused as refusal:
                refusals += 1
                if refusals > MOST_REFUSALS:
                    raise self._refused(refusal, lost) from None
            except AnswerLost:
                lost += 1
            if self._find_out(token, heeded, lost):
                return None
            if lost and stands(self.view):
                self._catch_up(heeded)
                return None

    def look_again(self) -> None:
        """See the structure as it is now, before the next batch is built."""
        number = self.view.pointer.number
        self._see(())
        if pointer_of(self.view.outline).number > number:
            raise self._overtaken(0)
        self.view = self.view.at(self.view.pointer.since(number))

    def put_values(self, body: bytes) -> None:
        """Fill cells of a job tab; the same cells get the same values however often it is sent.

        Raises WorkbookChanged when the tab is gone or has been cut meanwhile.
        """
        try:
            self.client.update_values(self._spreadsheet_id, body)
        except RequestRefused as refusal:
            raise WorkbookChanged(
                f'Somebody changed a tab of "{self.view.outline.title}" while this job filled it: {refusal}.'
            ) from None

    def _send(self, token: str, requests: Sequence[Request], ranges: Sequence[str], refusals: int) -> Mapping[str, Any]:
        before = self.view.pointer
        after = before.next(token, self.view.seed) if refusals < MOST_REFUSALS - 1 else before.far_from(token)
        add, remove = move_requests(before, after, self._lasting_tab(requests))
        fenced = [*([remove] if remove else []), *requests, add]
        answer = self.client.update(self._spreadsheet_id, body_of(fenced, ranges), ANSWER if ranges else "replies")
        self.view = self.view.at(after)
        return answer

    def _lasting_tab(self, requests: Iterable[Request]) -> int:
        """A tab that is there after these requests: the hidden one of ours, which nobody deletes, if there is one."""
        made, deleted = set[int](), set[int]()
        for request in requests:
            for pattern, found in ((_MADE, made), (_DELETED, deleted)):
                if match := pattern.match(request.text):
                    found.add(int(match.group(1)))
        sheets = self.view.outline.sheets
        there = [sheet.sheet_id for sheet in sheets if sheet.is_grid and sheet.sheet_id not in deleted]
        ours = job_tab_id(IDENTITY)
        return ours if ours in {*there, *made} else next(iter([*there, *made]))

    def _find_out(self, token: str, heeded: Collection[int | str], lost: int) -> bool:
        """Look at the spreadsheet again: True when the batch was made after all."""
        number = self.view.pointer.number
        try:
            if lost:
                self.client.back_off(lost)
            self._see(heeded)
        except WorkbookUnavailable as error:
            raise (_uncertain(error) if lost else error) from None
        if is_made(self.view.outline, token):
            return True
        if pointer_of(self.view.outline).number > number:
            raise self._overtaken(lost)
        self.view = self.view.at(self.view.pointer.since(number))
        return False

    def _catch_up(self, heeded: Collection[int | str]) -> None:
        """See where the pointer stands now: the batch arrived while we were looking."""
        try:
            self._see(heeded)
        except WorkbookUnavailable as error:
            raise _uncertain(error) from None

    def _see(self, heeded: Collection[int | str]) -> None:
        """Take the spreadsheet as it is now; what our hidden tab said when the job read it stays."""
        self.view = replace(self._look_anew(heeded), seed=self.view.seed)

    def _overtaken(self, lost: int) -> WorkbookError:
        title = self.view.outline.title
        if lost:
            return WorkbookUncertain(
                f'Google did not answer whether our changes to "{title}" were made, and another job has written since. '
                "The next run looks at what stands there and makes up for what is missing."
            )
        return WorkbookChanged(
            f'Another job has written to "{title}" since this one read it, so this one wrote nothing. Run it again.'
        )

    def _refused(self, refusal: RequestRefused, lost: int) -> WorkbookError:
        if lost:
            return WorkbookUncertain(
                f'Google did not answer whether our changes to "{self.view.outline.title}" were made, and refused them '
                f"when they were sent again: {refusal}. The next run looks at what stands there."
            )
        return WorkbookError(
            f'Google refused the changes to "{self.view.outline.title}", so nothing was written: {refusal}. If it goes '
            "on, run: crm-sheets doctor"
        )


def _uncertain(error: WorkbookUnavailable) -> WorkbookUncertain:
    return WorkbookUncertain(
        f"{error} The answer to the last write was lost, so it may have been made. The next run looks at what stands "
        "there and makes up for what is missing."
    )
