"""The jobs that cron can start: which contacts they make and which tabs they write."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_sheets.model import Purpose, Text

EVERY_PURPOSE = frozenset(Purpose)


@dataclass(frozen=True)
class Job:
    """One job. `purposes` are the programs it makes contacts for (none: it sends nothing); `tabs` what it rewrites.

    One that `forgets` removes from the ledger what is older than the operator wants to keep; one that is `quiet` writes
    nothing at all when nothing came in and it has nothing to make, as it runs again and again. One that `tells_team`
    mails everybody what they have to do today.
    """

    name: str
    about: Text
    purposes: frozenset[Purpose] = frozenset()
    tabs: tuple[str, ...] = ()
    forgets: bool = False
    quiet: bool = False
    tells_team: bool = False

    @property
    def collects(self) -> bool:
        """True when it asks for what came in: before anything is sent, and to answer in time."""
        return self.quiet or bool(self.purposes)

    def only_problems(self) -> Job:
        """The same job on a workbook whose customers cannot be read: it says so, and does nothing else."""
        return replace(self, purposes=frozenset(), tabs=("problems",), forgets=False, quiet=False)


ALL_TABS = (
    "dashboard",
    "plan",
    "problems",
    "premiums_at_risk",
    "fund_alarms",
    "referral_tree",
    "segments",
    "month",
    "results",
    "profiles",
)
"""In the order in which a workbook gets them: first what people look at every morning.

Those about policies, funds and referrals come only where the workbook has such a tab; results need a hold-out.
"""

JOBS = {
    job.name: job
    for job in (
        Job("validate", Text("periksa semua baris", "check every row"), tabs=("problems",)),
        Job("enrich", Text("hitung profil pelanggan", "compute the customers' profiles"), tabs=("profiles",)),
        Job("contacts", Text("semua kontak hari ini", "all of today's contacts"), EVERY_PURPOSE, ("plan",)),
        Job("greetings", Text("ucapan saja", "greetings only"), frozenset({Purpose.GREETING}), ("plan",)),
        Job(
            "reminders",
            Text("pengingat layanan saja", "service reminders only"),
            frozenset({Purpose.SERVICE}),
            ("plan",),
        ),
        Job(
            "hourly",
            Text("kirim yang sekarang sudah boleh", "send what may go by now"),
            EVERY_PURPOSE,
            ("plan",),
            quiet=True,
        ),
        Job("inbox", Text("ambil balasan dan permintaan berhenti", "fetch replies and opt-outs"), quiet=True),
        Job("agenda", Text("kirim agenda hari ini ke tim", "mail the team what is to be done today"), tells_team=True),
        Job("segments", Text("segmen pelanggan", "customer segments"), tabs=("segments",)),
        Job(
            "reports",
            Text("laporan bulan ini dan dasbor", "this month's report and dashboard"),
            tabs=("month", "results", "dashboard"),
        ),
        Job("nightly", Text("semuanya, berurutan", "everything, in order"), EVERY_PURPOSE, ALL_TABS, forgets=True),
    )
}
