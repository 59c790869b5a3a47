"""Which gateways this deployment has: `gateways.toml` in the data directory, or where `HOUQIN_GATEWAYS` says.

One table for each gateway; keys and secrets are names of files beside it. Nothing of it is in the database.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.alipay import Alipay, AlipayAccount
from houqin.kernel.money.gateways.card import CampusCard, CardAccount
from houqin.kernel.money.gateways.port import Gateway
from houqin.kernel.money.gateways.wechat import WechatAccount, WechatPay
from houqin.kernel.money.gateways.wire import HttpWire, Wire

ON_ACCOUNT = "on_account"


def gateway_named(name: str) -> Gateway:
    """Return a gateway in use here. Raises `Refused("money.gateway_off")` for any other."""
    found = _in_use().get(name)
    if found is None:
        raise Refused("money.gateway_off", gateway=name)
    return found


def gateway_names() -> list[str]:
    """Return the names of the gateways in use here, in order."""
    return sorted(_in_use())


def read_gateways(file: Path, site: str, wire: Wire) -> dict[str, Gateway]:
    """Read a file of gateways. `site` is this site's address, for what providers are told to notify.

    Raises ValueError for a table nobody knows and for what is no key, KeyError for a missing line, OSError for a missing key.
    """
    found: dict[str, Gateway] = {}
    for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        if name not in MADE:
            raise ValueError(f"{file} names an unknown gateway {name!r}")
        if not isinstance(table, dict):
            raise ValueError(f"{file} has no table of its own for {name}")
        notify = table.get("notify") or f"{site.rstrip('/')}/pay/{name}/notify/"
        found[name] = MADE[name]({**table, "notify": notify}, file.parent, wire)
    return found


def _in_use() -> dict[str, Gateway]:
    file: Path = settings.GATEWAYS_FILE
    return _read(file, file.stat().st_mtime_ns, settings.HOUQIN_ADDRESS) if file.exists() else {}


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int, site: str) -> dict[str, Gateway]:
    return read_gateways(file, site, HttpWire())


def _wechat(table: Mapping[str, Any], folder: Path, wire: Wire) -> Gateway:
    account = WechatAccount(
        address=table.get("address", "https://api.mch.weixin.qq.com"),
        app_id=table["app_id"],
        merchant=table["merchant"],
        serial=table["serial"],
        key=signing.private_key(_text(folder, table["key"])),
        secret=_api_v3_key(folder, table["secret"]),
        platform_serial=table["platform_serial"],
        platform=signing.public_key(_text(folder, table["platform"])),
        notify=table["notify"],
    )
    return WechatPay(account, wire)


def _alipay(table: Mapping[str, Any], folder: Path, wire: Wire) -> Gateway:
    account = AlipayAccount(
        address=table.get("address", "https://openapi.alipay.com/gateway.do"),
        app_id=table["app_id"],
        key=signing.private_key(_text(folder, table["key"])),
        platform=signing.public_key(_text(folder, table["platform"])),
        notify=table["notify"],
    )
    return Alipay(account, wire)


def _card(table: Mapping[str, Any], folder: Path, wire: Wire) -> Gateway:
    account = CardAccount(table["address"], _text(folder, table["secret"]).encode())
    return CampusCard(account, wire)


def _text(folder: Path, name: str) -> str:
    found = (folder / name).read_text(encoding="utf-8").strip()
    if not found:  # an empty secret is one that anybody can sign with
        raise ValueError(f"{folder / name} is empty")
    return found


def _api_v3_key(folder: Path, name: str) -> bytes:
    found = _text(folder, name).encode()
    if len(found) != 32:
        raise ValueError(f"{folder / name} has {len(found)} bytes, and an API v3 key has 32")
    return found


MADE: Mapping[str, Callable[[Mapping[str, Any], Path, Wire], Gateway]] = {
    "alipay": _alipay,
    "card": _card,
    "wechat": _wechat,
}
