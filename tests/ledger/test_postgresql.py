"""The ledger in PostgreSQL: who may not get in is told what to do, and several processes at once never collide."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from ledger_samples import KEY, LOCATION, NOW, claims, contact, open_bound
from postgresql_server import PASSWORD, PASSWORD_USER, PostgresqlServer, running_server
from sqlalchemy import select, update

from crm_sheets.errors import ConfigurationError, CrmSheetsError, LedgerUnavailable
from crm_sheets.ledger import Decided, Draft, Ledger, RunContext, SeenInbound, bindings, postgresql
from crm_sheets.ledger.address import read_address
from crm_sheets.ledger.claims import KEY_LENGTH
from crm_sheets.ledger.place import LedgerDatabase
from crm_sheets.ledger.schema import ENTRIES, METADATA
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Medium, Receipt, SkipReason

Opened = tuple[Ledger, RunContext]
ESCAPED = PASSWORD.replace("/", "%2F").replace("@", "%40").replace(" ", "%20")


@pytest.fixture
def address(server: PostgresqlServer) -> str:
    return server.new_schema()


@pytest.fixture
def opened(address: str) -> Iterator[Opened]:
    ledger, run = open_bound(address)
    with ledger:
        yield ledger, run


def several_at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """What each of some threads gives that begin together."""
    barrier = Barrier(count)

    def begin(number: int) -> object:
        barrier.wait()
        return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


class TestWhoMayNotGetIn:
    def test_without_the_driver_it_is_said_how_to_install_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(ConfigurationError, match=r'pip install "crm-sheets\[postgresql\]"'):
            Ledger.open("postgresql://crm@localhost/crm", KEY)

    def test_a_server_that_is_not_there_is_unavailable(self, tmp_path: Path) -> None:
        with pytest.raises(LedgerUnavailable, match=r"postgresql://crm@/crm.*Check that the server runs"):
            Ledger.open(f"postgresql://crm@/crm?host={tmp_path}", KEY)

    @pytest.mark.parametrize("password", ["", "canary-wrong"])
    def test_a_wrong_or_missing_password_is_said_and_never_shown(
        self, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch, password: str
    ) -> None:
        if password:
            monkeypatch.setenv("PGPASSWORD", password)
        with pytest.raises(ConfigurationError, match=r"PGPASSWORD or in ~/.pgpass") as caught:
            Ledger.open(server.address("postgres", PASSWORD_USER), KEY)
        assert "canary" not in str(caught.value)

    @pytest.mark.parametrize("where", ["PGPASSWORD", "address", "pgpass"])
    def test_the_password_is_taken_from_the_environment_or_pgpass(
        self, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
    ) -> None:
        address = server.new_database(f"OWNER {PASSWORD_USER}").replace("crm@", f"{PASSWORD_USER}@")
        if where == "PGPASSWORD":
            monkeypatch.setenv("PGPASSWORD", PASSWORD)
        elif where == "address":
            address = address.replace("@", f":{ESCAPED}@")
        else:
            (tmp_path / "pgpass").write_text(f"*:*:*:{PASSWORD_USER}:{PASSWORD}\n", encoding="utf-8")
            (tmp_path / "pgpass").chmod(0o600)
            monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
        with Ledger.open(address, KEY) as ledger, pytest.raises(CrmSheetsError) as caught:
            ledger.binding("nobody")
        assert "s3cret" not in str(caught.value)
        assert "s3cret" not in repr(ledger.engine)

    def test_a_user_that_there_is_not(self, server: PostgresqlServer) -> None:
        with pytest.raises(ConfigurationError, match=r"nobody.*right user in the address"):
            Ledger.open(server.address("postgres", "nobody"), KEY)

    def test_a_database_that_there_is_not(self, server: PostgresqlServer) -> None:
        with pytest.raises(ConfigurationError, match=r"nowhere.*Make that database, or correct the address"):
            Ledger.open(server.address("nowhere"), KEY)

    def test_a_user_who_may_not_make_tables(self, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        address = server.new_database()
        database = address.partition("?")[0].rpartition("/")[2]
        server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database)
        with pytest.raises(ConfigurationError, match=r"permission denied.*own its database"):
            Ledger.open(address.replace("crm@", f"{PASSWORD_USER}@"), KEY)

    def test_a_database_that_cannot_hold_every_name(self, server: PostgresqlServer) -> None:
        address = server.new_database("ENCODING 'LATIN1' TEMPLATE template0")
        with pytest.raises(ConfigurationError, match=r"LATIN1.*UTF8"):
            Ledger.open(address, KEY)

    def test_a_database_of_something_else(self, server: PostgresqlServer) -> None:
        address = server.new_schema()
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE invoices (id integer)")
        with pytest.raises(ConfigurationError, match=r"not a ledger.*invoices"):
            Ledger.open(address, KEY)

    def test_another_key_is_noticed(self, address: str) -> None:
        Ledger.open(address, KEY).close()
        with pytest.raises(ConfigurationError, match=r"another hash key.*copy of the first one's"):
            Ledger.open(address, KEY + "!")


@pytest.mark.parametrize("begins", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_may_begin_as_people_know_it(address: str, begins: str) -> None:
    Ledger.open(address.replace("postgresql:", f"{begins}:"), KEY).close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://crm:canary@secret@host/crm",
        "postgresql://crm:canary@sec/ret@host/crm",
        "postgresql://crm:canary@host:canaryport/crm",
        "mysql://crm:canary@host/crm",
    ],
)
def test_an_address_that_cannot_be_used_is_not_shown(address: str) -> None:
    with pytest.raises(ConfigurationError, match="database URL cannot be used") as caught:
        Ledger.open(address, KEY)
    assert "canary" not in str(caught.value)
    assert "ret@" not in str(caught.value)


class TestTrouble:
    def test_a_connection_that_is_cut_off_between_two_transactions_is_made_anew(
        self, opened: Opened, server: PostgresqlServer
    ) -> None:
        ledger, run = opened
        cut_off_all(server)
        assert ledger.claim(run, claims(contact()), NOW)[0].granted

    def test_a_server_that_stops_and_comes_back(self) -> None:
        with running_server() as server:
            ledger, run = open_bound(server.new_schema())
            with ledger:
                server.stop("fast")
                with pytest.raises(LedgerUnavailable, match=r"stopped the run.*start again"):
                    ledger.claim(run, claims(contact()), NOW)
                server.start()
                assert ledger.claim(run, claims(contact()), NOW)[0].granted

    def test_rows_that_are_kept_locked_are_not_waited_for_for_ever(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgresql, "PREPARE", "SET lock_timeout = 1")
        ledger, run = open_bound(address)
        with ledger:
            ledger.claim(run, claims(contact()), NOW)
            ledger.fence(run, [contact().key], NOW)
            with ledger.engine.begin() as other:
                other.execute(update(ENTRIES).values(detail="busy"))
                with pytest.raises(CrmSheetsError, match="keeps it busy"):
                    ledger.record(run, [Receipt(contact().key, ContactState.SENT)], NOW)
            ledger.record(run, [Receipt(contact().key, ContactState.SENT)], NOW)

    def test_errors_never_show_addresses(self, opened: Opened) -> None:
        ledger, run = opened
        with ledger.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE entries ADD CHECK (address IS NULL)")
        with pytest.raises(CrmSheetsError) as caught:
            ledger.claim(run, claims(contact(address="+6281277777777")), NOW)
        assert "+6281277777777" not in str(caught.value)
        assert "INSERT" not in str(caught.value)

    def test_commits_survive_a_power_cut_also_where_the_server_is_set_otherwise(self, server: PostgresqlServer) -> None:
        address = server.new_database()
        database = address.partition("?")[0].rpartition("/")[2]
        server.run(f'ALTER DATABASE "{database}" SET synchronous_commit = off')
        with Ledger.open(address, KEY) as ledger, ledger.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "30s"

    def test_after_settling_the_tables_hold_no_address(self, opened: Opened) -> None:
        ledger, run = opened
        canary = contact(address="+6281298761234")
        ledger.claim(run, claims(canary), NOW)
        assert canary.address in everything_in(ledger)
        ledger.fence(run, [canary.key], NOW)
        ledger.record(run, [Receipt(canary.key, ContactState.SENT, detail=f"to {canary.address}")], NOW)
        assert canary.key in everything_in(ledger)
        assert canary.address not in everything_in(ledger)

    def test_one_id_that_is_far_too_long_does_not_stop_the_others(self, opened: Opened) -> None:
        long = replace(contact(1), subject="x" * 5000, customer_id="x" * 5000)
        fits = replace(contact(2), subject="é" * (KEY_LENGTH - 100))
        verdicts = opened[0].claim(opened[1], claims(long, fits, contact(3)), NOW)
        assert [verdict.reason for verdict in verdicts] == [SkipReason.REFUSED, None, None]


def everything_in(ledger: Ledger) -> str:
    with ledger.engine.connect() as connection:
        return str([connection.execute(select(table)).all() for table in METADATA.sorted_tables])


def cut_off_all(server: PostgresqlServer) -> None:
    server.run(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND usename = 'crm'"
    )


def bind_in_own_transaction(ledger: Ledger, meeting: bindings.Meeting) -> object:
    with ledger.engine.begin() as connection:
        return bindings.bind(connection, meeting, "id", NOW)


class TestSeveralAtOnce:
    def test_the_first_runs_of_a_workbook_give_it_one_id(self, address: str) -> None:
        def bind(number: int) -> object:
            with Ledger.open(address, KEY) as ledger:
                return ledger.bind(None, 0, "book.xlsx", LOCATION, NOW)

        assert len(set(several_at_once(6, bind))) == 1

    def test_a_first_run_waits_for_another_that_is_about_to_bind_the_same_workbook(
        self, address: str, server: PostgresqlServer
    ) -> None:
        meeting = bindings.Meeting(None, 0, "book.xlsx", "digest", "place")
        with Ledger.open(address, KEY) as one, Ledger.open(address, KEY) as two, ThreadPoolExecutor() as pool:
            with one.engine.begin() as connection:
                first = bindings.bind(connection, meeting, "id", NOW)
                second = pool.submit(bind_in_own_transaction, two, meeting)
                while not second.done() and not server.run("SELECT 1 FROM pg_locks WHERE NOT granted"):
                    pass
            assert second.result() == first

    def test_adopting_twice_at_once_gives_one_id(self, address: str) -> None:
        Ledger.open(address, KEY).close()

        def adopt(number: int) -> object:
            with Ledger.open(address, KEY) as ledger:
                return ledger.adopt(None, 0, "book.xlsx", LOCATION, NOW)

        assert len(set(several_at_once(6, adopt))) == 1

    def test_each_contact_is_granted_once_in_whatever_order_it_is_claimed(self, opened: Opened, address: str) -> None:
        wanted = [contact(number) for number in range(60)]

        def claim(number: int) -> list[str]:
            with Ledger.open(address, KEY) as ledger:
                run = replace(opened[1], run_id=f"run-{number}")
                mine = wanted[number * 10 :] + wanted[: number * 10]
                return [verdict.key for verdict in ledger.claim(run, claims(*mine), NOW) if verdict.granted]

        granted = [key for keys in several_at_once(5, claim) for key in keys]  # type: ignore[attr-defined]
        assert sorted(granted) == sorted(item.key for item in wanted)

    def test_outcomes_settlements_and_logs_in_opposite_orders_never_wait_in_a_ring(
        self, opened: Opened, address: str
    ) -> None:
        ledger, run = opened
        keys = [contact(number).key for number in range(40)]
        ledger.claim(run, claims(*map(contact, range(40))), NOW)
        ledger.fence(run, keys, NOW)
        ledger.record(run, [Receipt(key, ContactState.UNCERTAIN) for key in keys], NOW)
        doubts = ledger.unlogged(run.workbook_id, run.mode)

        def act(number: int) -> None:
            turned = -1 if number % 2 else 1
            with Ledger.open(address, KEY) as other:
                for _ in range(8):
                    other.record(run, [Receipt(key, ContactState.UNCERTAIN) for key in keys[::turned]], NOW)
                    other.mark_logged(run.workbook_id, run.mode, doubts[::-turned])
                    left = [Decided(key, run.run_id, again=False) for key in keys[:3][::turned]]
                    other.decide(run.workbook_id, run.mode, left, NOW)

        several_at_once(4, act)
        assert len(ledger.uncertain(run.workbook_id, run.mode)) == 37

    def test_reports_receipts_and_opt_outs_in_opposite_orders_never_wait_in_a_ring(
        self, opened: Opened, address: str
    ) -> None:
        ledger, run = opened
        items = [contact(number) for number in range(30)]
        ledger.claim(run, claims(*items), NOW)
        ledger.fence(run, [item.key for item in items], NOW)
        failed = [Receipt(item.key, ContactState.FAILED, closes=Closure.OPTED_OUT) for item in items[:10]]
        ledger.record(run, [Receipt(item.key, ContactState.SENT, f"SM{item.subject}") for item in items[10:]], NOW)
        bounced = [
            DeliveryReport(f"SM{item.subject}", Delivery.UNDELIVERED, NOW, closes=Closure.OPTED_OUT)
            for item in items[10:]
        ]

        def act(number: int) -> int:
            turned = -1 if number % 2 else 1
            with Ledger.open(address, KEY) as other:
                told = 0
                for _ in range(4):
                    told += len(other.take_reports(run.workbook_id, run.mode, bounced[::turned], NOW))
                    other.record(run, failed[::turned], NOW)
                    for item in items[::-turned][:5]:
                        other.shut(run.workbook_id, item.address, Closure.OPTED_OUT, None, NOW, "inbox")
                return told

        assert sum(several_at_once(4, act)) == 20, "each failure is told once"  # type: ignore[arg-type]
        assert len(ledger.shut_addresses(run.workbook_id, [item.address for item in items])) == 30

    def test_what_came_in_is_noted_once_by_two_at_once(self, opened: Opened, address: str) -> None:
        def note(number: int) -> None:
            with Ledger.open(address, KEY) as ledger:
                items = [SeenInbound(f"m{n}", "imap", NOW, Medium.EMAIL, "a@b.id", str(number)) for n in range(40)]
                ledger.note_inbound(opened[1].workbook_id, items[:: 1 if number % 2 else -1], NOW)
                ledger.remember_positions(opened[1].workbook_id, {"imap": "1", "twilio": "2"}, NOW)

        several_at_once(4, note)
        assert opened[0].unseen(opened[1].workbook_id, [f"m{n}" for n in range(41)]) == {"m40"}

    def test_drafts_saved_by_two_at_once(self, opened: Opened, address: str) -> None:
        def save(number: int) -> None:
            with Ledger.open(address, KEY) as ledger:
                drafts = [Draft(contact(at).key, str(number), NOW.date()) for at in range(20)]
                ledger.save_drafts(opened[1], drafts[:: 1 if number % 2 else -1], NOW)

        several_at_once(4, save)
        assert len(opened[0].drafts(opened[1].workbook_id, "files")) == 20

    def test_what_another_process_has_locked_is_neither_fenced_nor_taken_over(self, opened: Opened) -> None:
        ledger, run = opened
        both = [contact(1), contact(2)]
        ledger.claim(run, claims(*both), NOW)
        busy = select(ENTRIES.c.key).where(ENTRIES.c.key == both[0].key).with_for_update()
        with ledger.engine.begin() as other:
            other.execute(busy)
            ledger.recover(replace(run, run_id="run-2"), lambda trace: None, NOW)
            left = ledger.history(run.workbook_id, run.mode, "UTC")["key"].to_list()
            assert ledger.fence(run, [item.key for item in both], NOW) == set()
        assert left == [both[0].key]
        assert ledger.fence(run, [both[0].key], NOW) == {both[0].key}


class TestTheLockOfAJob:
    def test_jobs_on_one_workbook_keep_each_other_off_and_on_two_do_not(self, address: str) -> None:
        place = LedgerDatabase(read_address(address))
        with place.lock("a") as first, place.lock("a") as second, place.lock("b") as other:
            assert (first, second, other) == (True, False, True)
        with place.lock("a") as again:
            assert again

    def test_the_lock_of_a_process_that_was_cut_off_is_free_and_that_one_ends_in_peace(
        self, address: str, server: PostgresqlServer
    ) -> None:
        place = LedgerDatabase(read_address(address))
        with place.lock("a"):
            cut_off_all(server)
            with place.lock("a") as next_one:
                assert next_one


def test_asking_a_place_makes_nothing_there(address: str) -> None:
    place = LedgerDatabase(read_address(address))
    assert not place.is_there()
    assert not place.may_know("abc")
    ledger, run = open_bound(address)
    ledger.close()
    assert place.is_there()
    assert place.may_know(run.workbook_id)
    assert not place.may_know("abc")
