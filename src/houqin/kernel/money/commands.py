"""The ledger from the terminal."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import now
from houqin.kernel.money.actions.channels import payable
from houqin.kernel.money.actions.tills import close_till, open_till
from houqin.kernel.money.mock.keys import make_keys, write_files
from houqin.kernel.money.mock.server import MockGateways, serve
from houqin.kernel.money.models import Till
from houqin.kernel.money.verify import Fault, Finding, verify

FAULTS: Mapping[Fault, StrOrPromise] = {
    "entry_altered": gettext_lazy("账目内容被改动"),
    "entry_not_in_trail": gettext_lazy("账目与办事记录不一致"),
    "entry_unbalanced": gettext_lazy("账目借贷不平"),
    "entry_missing": gettext_lazy("账目被删除"),
    "day_altered": gettext_lazy("这一天的账目被增删，或其哈希值被改动"),
    "balance_differs": gettext_lazy("账户余额与明细不符"),
    "held_differs": gettext_lazy("账户冻结金额与冻结明细不符"),
    "over_refunded": gettext_lazy("退款与原账不符"),
    "floor_broken": gettext_lazy("账户低于下限"),
}


def verify_ledger(argv: list[str]) -> None:
    """`houqin money verify`: recompute the whole ledger. Exits with 1 and names what was altered."""
    report = verify()
    print(_("已核对 {entries} 笔账、{days} 天").format(entries=f"{report.entries:,}", days=report.days))
    for finding in report.findings:
        print(_line(finding))
    if not report.sound:
        raise SystemExit(1)
    print(_("账目完整，借贷平衡。"))


def till(argv: list[str]) -> None:
    """`houqin money till --name NAME (--contractor KEY [--purpose PURPOSE] | --close)`: open a till and print its key once.

    It pays to the contractor's payable account, opened on first need. Exits with 1 where there is no such open till.
    """
    parser = argparse.ArgumentParser(prog="houqin money till")
    parser.add_argument("--name", required=True)
    deed = parser.add_mutually_exclusive_group(required=True)
    deed.add_argument("--contractor", help="whose payable account the till pays to")
    deed.add_argument("--close", action="store_true", help="close it for good")
    parser.add_argument("--purpose", default="", help="what pots may pay here: canteen, charging ...")
    asked = parser.parse_args(argv)
    if asked.close:
        open_one = Till.objects.filter(name=asked.name, closed_at=None).first()
        if open_one is None:
            raise SystemExit(_("没有叫“{name}”的收银机在用").format(name=asked.name))
        close_till(open_one, by=None, at=now())
        print(_("“{name}”已停用").format(name=asked.name))
        return
    to = payable(asked.contractor, at=now())
    print(open_till(asked.name, to=to, purpose=asked.purpose, by=None, at=now())[1])


def mock_gateway(argv: list[str]) -> None:
    """`houqin money mock-gateway --port N --keys FOLDER [--site ADDRESS]`: providers for tests and demos, till stopped.

    Writes fresh keys and a `gateways.toml` into the folder, for `HOUQIN_GATEWAYS` of the site that is to use it.
    """
    parser = argparse.ArgumentParser(prog="houqin money mock-gateway")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--keys", type=Path, required=True)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    asked = parser.parse_args(argv)
    keys, server = make_keys(), serve("127.0.0.1", asked.port)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    server.gateways = MockGateways(keys, address, now, asked.site)
    file = write_files(keys, asked.keys, address)
    print(f"{address}  HOUQIN_GATEWAYS={file}", flush=True)
    server.serve_forever()


def _line(finding: Finding) -> str:
    place = (finding.day, finding.entry, finding.account)
    return f"{' '.join(str(part) for part in place if part)}  {FAULTS[finding.fault]}"
