"""`gateways.toml` read line by line: what may be left out, what must not, files that are none, and the command's own."""

from pathlib import Path

import pytest
from pytest_django import Settings

from houqin.kernel.money.commands import mock_gateway
from houqin.kernel.money.gateways.configured import gateway_named, gateway_names, read_gateways
from houqin.kernel.money.gateways.port import GatewayError, Order
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.keys import write_files
from houqin.kernel.money.tests.outside import NAMES, keys
from houqin.kernel.money.tests.partners import Says
from houqin.kernel.money.tests.stage import HOUR, MONDAY
from houqin.kernel.people.tests.stage import refused

NEEDED = {
    "wechat": ["app_id", "merchant", "serial", "key", "secret", "platform_serial", "platform"],
    "alipay": ["app_id", "key", "platform"],
    "card": ["address", "secret"],
}
LINES = [(gateway, name) for gateway, names in NEEDED.items() for name in names]
FILES = [(gateway, name) for gateway, name in LINES if name in {"key", "secret", "platform"}]
ORDER = Order("PY1", 1, "x", MONDAY + HOUR)


def silent() -> Says:
    """Return a wire to a provider in trouble."""
    return Says([Answer(503, {}, b"")])


def without(file: Path, gateway: str, name: str, instead: str = "") -> Path:
    """Take a line out of a gateway's table, or put another in its place."""
    head, table = file.read_text().split(f"[{gateway}]\n")
    lines = table.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(f"{name} ="))
    lines[first] = instead
    file.write_text(f"{head}[{gateway}]\n" + "\n".join(lines))
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A whole file with its keys."""
    return write_files(keys(), tmp_path, "http://mock.test")


@pytest.mark.parametrize(("gateway", "name"), LINES)
def test_each_line_a_gateway_needs_is_named_when_it_is_missing(file: Path, gateway: str, name: str) -> None:
    with pytest.raises(KeyError, match=name):
        read_gateways(without(file, gateway, name), "", silent())


@pytest.mark.parametrize(("gateway", "name"), FILES)
def test_a_key_that_is_not_there_is_named(file: Path, gateway: str, name: str) -> None:
    with pytest.raises(FileNotFoundError, match=r"lost\.pem"):
        read_gateways(without(file, gateway, name, f'{name} = "lost.pem"'), "", silent())


@pytest.mark.parametrize("name", ["merchant.pem", "platform.pem", "apiv3.key", "card.key"])
@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_key_is_an_error_and_no_key(file: Path, name: str, content: str) -> None:
    (file.parent / name).write_text(content)
    with pytest.raises(ValueError, match=r"\w"):
        read_gateways(file, "", silent())


@pytest.mark.parametrize("length", [1, 31, 33, 64])
def test_an_api_v3_key_of_another_length_is_an_error_before_the_first_notification(
    file: Path, length: int
) -> None:
    (file.parent / "apiv3.key").write_text("k" * length)
    with pytest.raises(ValueError, match="32"):
        read_gateways(file, "", silent())


@pytest.mark.parametrize(
    "text", ["[wechat", "wechat = 1", "[[card]]\n", "[Card]\n", "[on_account]\n", '["card "]\n', "[mock]"]
)
def test_a_file_that_is_none_or_names_something_else_is_an_error(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gateways.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"\w"):
        read_gateways(file, "", silent())


def test_an_empty_file_is_no_gateway_and_a_key_may_end_in_breaks(file: Path) -> None:
    secret = file.parent / "apiv3.key"
    secret.write_text(f"\n{secret.read_text()}\r\n\n")
    assert sorted(read_gateways(file, "", silent())) == sorted(NAMES)
    file.write_text("# none yet\n")
    assert read_gateways(file, "", silent()) == {}


@pytest.mark.parametrize(
    ("gateway", "address"),
    [
        ("wechat", "https://api.mch.weixin.qq.com/v3/pay/transactions/native"),
        ("alipay", "https://openapi.alipay.com/gateway.do"),
    ],
)
def test_without_an_address_a_provider_is_asked_at_its_own(file: Path, gateway: str, address: str) -> None:
    wire = silent()
    with pytest.raises(GatewayError, match="503"):
        read_gateways(without(file, gateway, "address"), "", wire)[gateway].create(ORDER, MONDAY)
    assert wire.asked[0][1] == address


@pytest.mark.parametrize("address", ["https://card.test", "https://card.test/", "https://card.test//"])
def test_a_slash_at_the_end_of_the_cards_address_makes_no_difference(file: Path, address: str) -> None:
    wire = silent()
    gateways = read_gateways(without(file, "card", "address", f'address = "{address}"'), "", wire)
    with pytest.raises(GatewayError):
        gateways["card"].create(ORDER, MONDAY)
    assert wire.asked[0][1] == "https://card.test/payments"


@pytest.mark.parametrize("site", ["https://h.test", "https://h.test/", "https://h.test//"])
def test_the_door_is_one_address_however_the_site_is_written(file: Path, site: str) -> None:
    wire = silent()
    with pytest.raises(GatewayError):
        read_gateways(file, site, wire)["wechat"].create(ORDER, MONDAY)
    assert b'"notify_url":"https://h.test/pay/wechat/notify/"' in wire.asked[0][3]


@pytest.mark.parametrize("name", ["", "Card", "card ", "on_account", "../card", "paypal"])
def test_a_gateway_by_any_other_name_is_off(file: Path, settings: Settings, name: str) -> None:
    settings.GATEWAYS_FILE = file
    assert gateway_names() == sorted(NAMES)
    with refused("money.gateway_off"):
        gateway_named(name)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--port", "0"],
        ["--keys", "x"],
        ["--port", "x", "--keys", "x"],
        ["--port", "0", "--keys", "x", "more"],
    ],
)
def test_the_command_asks_for_its_port_and_folder(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        mock_gateway(words)
    assert ended.value.code == 2
    assert "usage: houqin money mock-gateway" in capsys.readouterr().err
