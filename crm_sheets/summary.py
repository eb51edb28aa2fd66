"""What a run did, for the operator: a short text, a JSON object, an exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import SkipReason, Text
from crm_sheets.reasons import SKIP_REASON_TEXTS

if TYPE_CHECKING:
    from crm_sheets.unusual import Unusual


class Noun(NamedTuple):
    """What is counted: one word for any number in Indonesian, one and many in English."""

    id: str
    one: str
    many: str

    def counted(self, count: int, language: str) -> str:
        """The count with its noun: "1 problem", "61 problems"."""
        word = self.id if language == "id" else self.one if count == 1 else self.many
        return f"{count} {word}"


@dataclass(frozen=True)
class Summary:
    """Counts of one run. `skipped` is by SkipReason; `written` are tab titles; `places` are files to look at.

    `cost` is what the SMS and WhatsApp messages cost by the team's prices, in `currency`; before sending, what they
    would cost. `received` counts what came in, `to_answer` those of it that a person owes an answer. `unread` says
    which inbox could not be read, and why. `unusual` is there when the day would have far more messages than usual.

    What no program planned is in no `due`: `requested` calls that people asked for (they are among `queued`), `notes`
    such as acknowledgements (among `sent`), and `other_tasks`, which are the desk's (not among `queued`).
    `without_agenda` names who has something to do and could not be mailed it.
    """

    job: str
    run_id: str
    as_of: date
    workbook: str
    dry_run: bool = False
    customers: int = 0
    problems: int = 0
    due: int = 0
    sent: int = 0
    queued: int = 0
    requested: int = 0
    other_tasks: int = 0
    notes: int = 0
    awaiting: int = 0
    failed: int = 0
    uncertain: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    seconds: float = 0.0
    readable: bool = True
    live: bool = False
    received: int = 0
    to_answer: int = 0
    opt_outs: int = 0
    bounced: int = 0
    to_decide: int = 0
    cost: float = 0.0
    currency: str = ""
    unread: str = ""
    unreadable: tuple[str, ...] = ()
    unusual: Unusual | None = None
    without_agenda: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """Uncertain before partly failed before unusual before ok; faulty rows alone do not fail a run."""
        if self.uncertain:
            return ExitCode.UNCERTAIN
        if not self.readable:
            return ExitCode.PROBLEMS
        if self.failed or self.unread:
            return ExitCode.PARTLY_FAILED
        return ExitCode.UNUSUAL if self.unusual and self.unusual.waits_for_people else ExitCode.OK

    def as_json(self) -> dict[str, Any]:
        """The counts as plain values."""
        return {**asdict(self), "as_of": self.as_of.isoformat(), "exit_code": int(self.exit_code)}

    def as_text(self, language: str) -> str:
        """The counts as a few aligned lines."""
        lines = [self._headline(language)]
        for label, text in self._rows(language):
            lines.append(f"  {label.in_language(language):<16}{text}")
            if label is NOT_MADE:
                lines += [f"{'':<16}{count:>5} x {reason}" for reason, count in self._reasons(language)]
        lines += [f"  {LOOK_AT.in_language(language):<16}{place}" for place in self.places]
        return "\n".join(lines)

    def _headline(self, language: str) -> str:
        as_of = f"{AS_OF.in_language(language)} {self.as_of.isoformat()}"
        ways = DRY_RUN if self.dry_run else TO_PEOPLE if self.live else TO_FILES
        return f"crm_sheets {self.job} · {as_of} · {self.workbook} · {ways.in_language(language)}"

    def _rows(self, language: str) -> list[tuple[Text, str]]:
        from crm_sheets.render.shown import money_text

        def says(text: Text, **values: Any) -> str:
            return text.in_language(language).format(**values)

        skipped = sum(self.skipped.values()) - self.awaiting
        customers, problems = CUSTOMERS.counted(self.customers, language), PROBLEMS.counted(self.problems, language)
        rows = [(READ, f"{customers}, {problems}")]
        if self.due:
            sent, queued = self._sent(language), TASKS.counted(self.queued - self.requested, language)
            rows.append((CONTACTS, says(CONTACTS_TEXT, due=self.due, sent=sent, queued=queued)))
            rows.append((NOT_MADE, says(NOT_MADE_TEXT, awaiting=self.awaiting, skipped=skipped)))
        if self._besides(language):
            rows.append((BESIDES, ", ".join(self._besides(language))))
        if self.received or self.bounced:
            came, owed = INCOMING.counted(self.received, language), TO_ANSWER.counted(self.to_answer, language)
            rows.append((RECEIVED, says(RECEIVED_TEXT, came=came, owed=owed)))
            if self.opt_outs or self.bounced:
                rows.append((NOTHING, says(STOPPED_TEXT, opt_outs=self.opt_outs, bounced=self.bounced)))
        if self.sent and not self.due:
            rows.append((SENT, INCOMING.counted(self.sent, language)))
        if self.cost:
            rows.append((COST, says(COST_TEXT, money=money_text(self.cost, self.currency, language))))
        rows += [(ATTENTION, said) for said in self._unusual(language)]
        rows += [(ATTENTION, said) for said in (self.unread, *self.unreadable) if said]
        if self.without_agenda:
            rows.append((ATTENTION, says(WITHOUT_AGENDA, names=", ".join(self.without_agenda))))
        if self.to_decide:
            rows.append((TO_DECIDE, DOUBTS.counted(self.to_decide, language)))
        if self.failed or self.uncertain:
            rows.append((ATTENTION, says(ATTENTION_TEXT, failed=self.failed, uncertain=self.uncertain)))
        if self.written:
            rows.append((WRITTEN, ", ".join(self.written)))
        seconds = f"{self.seconds:.1f}"
        rows.append((TIME, says(TIME_TEXT, seconds=seconds.replace(".", ",") if language == "id" else seconds)))
        return rows

    def _unusual(self, language: str) -> list[str]:
        """What is to be known of a day with unusually many messages, in lines."""
        found = self.unusual
        if found is None:
            return []
        if not found.holds:
            return [found.notice(language)]
        what_next = TO_ANSWER_IN if found.waits_for_people else TO_CHANGE
        return [found.notice(language), what_next.in_language(language).format(job=self.job, today=found.today)]

    def _sent(self, language: str) -> str:
        return (SENT_MESSAGES if self.live else WRITTEN_MESSAGES).counted(self.sent - self.notes, language)

    def _besides(self, language: str) -> list[str]:
        """What was made although no program had it due, so that the lines about contacts add up."""
        notes = self.notes if self.due else 0  # else they are all that was sent, and told as such
        found = ((REQUESTED, self.requested), (OTHER_TASKS, self.other_tasks), (NOTES, notes))
        return [noun.counted(count, language) for noun, count in found if count]

    def _reasons(self, language: str) -> list[tuple[str, int]]:
        skipped = {reason: count for reason, count in self.skipped.items() if reason != SkipReason.AWAITING_APPROVAL}
        ordered = sorted(skipped.items(), key=lambda item: -item[1])
        return [(SKIP_REASON_TEXTS[SkipReason(reason)].in_language(language), count) for reason, count in ordered]


AS_OF = Text("per", "as of")
DRY_RUN = Text("coba saja, tidak ada yang ditulis", "dry run, nothing is written")
LOOK_AT = Text("Lihat", "Look at")
READ = Text("Dibaca", "Read")
CUSTOMERS = Noun("pelanggan", "customer", "customers")
PROBLEMS = Noun("masalah data", "data problem", "data problems")
TO_PEOPLE = Text("pesan dikirim ke pelanggan", "messages go to people")
TO_FILES = Text("pesan ditulis ke berkas saja", "messages go to files only")
SENT = Text("Terkirim", "Sent")
SENT_MESSAGES = Noun("pesan terkirim", "message sent", "messages sent")
WRITTEN_MESSAGES = Noun("pesan ditulis ke berkas", "message written to a file", "messages written to files")
TASKS = Noun("tugas untuk orang", "task handed to people", "tasks handed to people")
BESIDES = Text("Selain itu", "Besides")
REQUESTED = Noun("telepon yang diminta pelanggan", "call that was asked for", "calls that were asked for")
OTHER_TASKS = Noun("tugas layanan (jawaban, alamat)", "task of the desk", "tasks of the desk (answers, addresses)")
NOTES = Noun("pesan pemberitahuan", "acknowledgement", "acknowledgements")
CONTACTS = Text("Kontak", "Contacts")
CONTACTS_TEXT = Text("{due} jatuh waktu: {sent}, {queued}", "{due} due: {sent}, {queued}")
NOT_MADE = Text("Tidak dikontak", "Not made")
NOT_MADE_TEXT = Text(
    "{awaiting} menunggu persetujuan, {skipped} dilewati:", "{awaiting} awaiting approval, {skipped} skipped:"
)
TO_ANSWER_IN = Text(
    "jawab di Kotak keluar, lalu crm-sheets send; atau crm-sheets run {job} --expect {today}",
    "answer in the Outbox, then crm-sheets send; or crm-sheets run {job} --expect {today}",
)
TO_CHANGE = Text("berubah pikiran? Ganti jawabannya hari ini juga", "changed your mind? Change the answer today")
ATTENTION = Text("Perhatian", "Attention")
ATTENTION_TEXT = Text("{failed} gagal, {uncertain} ragu-ragu", "{failed} failed, {uncertain} uncertain")
WITHOUT_AGENDA = Text(
    "tidak ada e-mail di tab Staf, jadi tidak menerima agenda: {names}",
    "no e-mail address in the Staff tab, so no agenda was mailed to: {names}",
)
RECEIVED = Text("Masuk", "Came in")
INCOMING = Noun("pesan", "message", "messages")
TO_ANSWER = Noun("perlu dijawab", "to answer", "to answer")
RECEIVED_TEXT = Text("{came}, {owed}", "{came}, {owed}")
NOTHING = Text("", "")
STOPPED_TEXT = Text(
    "{opt_outs} minta berhenti, {bounced} kiriman kita tidak sampai",
    "{opt_outs} asked to stop, {bounced} of ours did not arrive",
)
COST = Text("Biaya", "Cost")
COST_TEXT = Text("sekitar {money}", "about {money}")
TO_DECIDE = Text("Perlu keputusan", "To decide")
DOUBTS = Noun("pesan ragu-ragu", "uncertain message", "uncertain messages")
WRITTEN = Text("Ditulis", "Written")
TIME = Text("Waktu", "Time")
TIME_TEXT = Text("{seconds} detik", "{seconds} seconds")
