"""Gateways come out of a file, calls out of sockets, jobs run at the real time."""

import stat
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from houqin.kernel.base.clock import now
from houqin.kernel.money import tasks
from houqin.kernel.money.actions import payments
from houqin.kernel.money.commands import mock_gateway
from houqin.kernel.money.gateways import configured
from houqin.kernel.money.gateways.configured import gateway_named, gateway_names, read_gateways
from houqin.kernel.money.gateways.port import Order, Rejected, Standing, Unreachable
from houqin.kernel.money.gateways.wire import Answer, HttpWire
from houqin.kernel.money.mock.keys import write_files
from houqin.kernel.money.mock.server import Mock, MockGateways, MockServer, serve
from houqin.kernel.money.models import Account
from houqin.kernel.money.tests.outside import NAMES, Outside, ask_for, keys
from houqin.kernel.money.tests.vectors import MERCHANT_KEY
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import refused


@pytest.fixture
def server() -> Iterator[MockServer]:
    """Mock providers behind a real socket."""
    server = serve("127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    server.gateways = MockGateways(keys(), address, lambda: datetime.now(UTC))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_without_a_file_there_is_no_gateway_and_a_changed_file_is_read_anew(
    tmp_path: Path, settings: Settings
) -> None:
    settings.GATEWAYS_FILE = tmp_path / "gateways.toml"
    settings.HOUQIN_ADDRESS = "https://houqin.test/"
    assert gateway_names() == []
    with refused("money.gateway_off"):
        gateway_named("wechat")
    file = write_files(keys(), tmp_path, "http://mock.test")
    assert gateway_names() == sorted(NAMES)
    assert gateway_named("card").name == "card"
    file.write_text(file.read_text().partition("[card]")[0])
    assert gateway_names() == ["alipay", "wechat"]


def test_a_table_nobody_knows_and_a_missing_line_are_named(tmp_path: Path) -> None:
    file = write_files(keys(), tmp_path, "http://mock.test")
    whole = file.read_text()
    file.write_text(whole + "\n[paypal]\n")
    with pytest.raises(ValueError, match="paypal"):
        read_gateways(file, "", HttpWire())
    file.write_text(whole.replace('app_id = "2021', 'app = "2021'))
    with pytest.raises(KeyError, match="app_id"):
        read_gateways(file, "", HttpWire())


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    write_files(keys(), tmp_path / "new", "http://mock.test")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new").iterdir()}
    assert len(modes) == 5
    assert set(modes.values()) == {0o600}


def test_providers_are_told_to_notify_the_sites_door_unless_the_file_says_another(outside: Outside) -> None:
    at = outside.at
    for name in ("wechat", "alipay"):
        outside.gateways[name].create(Order(f"PY{name}", 1, "x", at + timedelta(hours=1)), at)
        assert outside.book(name).trades[f"PY{name}"].notify == f"http://houqin.test/pay/{name}/notify/"
    file = outside.folder / "gateways.toml"
    file.write_text(file.read_text().replace("[wechat]", '[wechat]\nnotify = "https://elsewhere.test/w"'))
    read_gateways(file, "", outside)["wechat"].create(Order("PY2", 1, "x", at + timedelta(hours=1)), at)
    assert outside.book("wechat").trades["PY2"].notify == "https://elsewhere.test/w"


def test_a_lost_answer_is_asked_for_once_more_and_then_given_up(server: MockServer, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{server.server_address[1]}"
    gateway = read_gateways(write_files(keys(), tmp_path, address), "", HttpWire())["card"]
    at = now()
    book = server.gateways.mocks["card"].book
    book.drops = 1
    assert gateway.create(Order("PY1", 1, "x", at + timedelta(hours=1)), at).code
    book.drops = 2
    with pytest.raises(Unreachable):
        gateway.query("PY1", at)
    assert gateway.query("PY1", at).standing == Standing.WAITING


class Sleeper:
    """A provider that takes its time."""

    def __init__(self, mock: Mock) -> None:
        self.book, self.notification, self._mock = mock.book, mock.notification, mock

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer late."""
        threading.Event().wait(0.4)
        return self._mock.answer(method, path, headers, body)


def test_where_nobody_listens_and_where_nobody_answers_it_is_unreachable(server: MockServer) -> None:
    port = server.server_address[1]
    wire = HttpWire(connect=0.2, read=0.05)
    server.gateways.mocks["card"] = Sleeper(server.gateways.mocks["card"])
    with pytest.raises(Unreachable):
        wire.ask("GET", f"http://127.0.0.1:{port}/card/payments/1", {})
    with pytest.raises(Unreachable):
        wire.ask("GET", "http://127.0.0.1:9/", {})


def test_with_the_wrong_key_a_provider_tells_us_nothing(outside: Outside) -> None:
    (outside.folder / "merchant.pem").write_text(MERCHANT_KEY)
    (outside.folder / "card.key").write_text("another secret")
    strangers = read_gateways(outside.folder / "gateways.toml", "", outside)
    for name in NAMES:
        with pytest.raises(Rejected, match=r"(?i)sign"):
            strangers[name].query("PY1", outside.at)


def test_jobs_ask_at_the_real_time_though_their_period_began_long_ago(
    student: Person, stall: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = Outside(tmp_path, now())
    monkeypatch.setattr(configured, "_in_use", lambda: outside.gateways)
    meal = ask_for(student, stall, at=outside.at - timedelta(minutes=30))
    payments.offer(meal, at=outside.at)
    outside.book("wechat").pay(meal.number)
    long_ago = outside.at - timedelta(hours=3)
    assert tasks.poll_payments(long_ago) == 1
    meal.refresh_from_db()
    assert meal.state == "paid"
    assert tasks.send_refunds(long_ago) == 0
    assert tasks.fetch_bills(long_ago) in {0, 3}  # out from ten o'clock on


def test_the_command_writes_a_file_for_the_site_and_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    served: list[MockServer] = []
    monkeypatch.setattr(MockServer, "serve_forever", lambda server: served.append(server))
    mock_gateway(["--port", "0", "--keys", str(tmp_path), "--site", "http://houqin.test"])
    served[0].server_close()
    port = served[0].server_address[1]
    assert (
        capsys.readouterr().out == f"http://127.0.0.1:{port}  HOUQIN_GATEWAYS={tmp_path / 'gateways.toml'}\n"
    )
    assert set(read_gateways(tmp_path / "gateways.toml", "", HttpWire())) == set(NAMES)
