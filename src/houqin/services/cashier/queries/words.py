"""Words for what stands in the ledger as keys: accounts, purposes, what an entry was for."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.tone import Tone
from houqin.kernel.money.models import Account, Entry
from houqin.kernel.money.rules import Kind, yuan
from houqin.kernel.registry.house import house

HOUSE: Mapping[str, StrOrPromise] = {
    "cash": gettext_lazy("现金"),
    "transfer": gettext_lazy("银行转账"),
    "on account": gettext_lazy("单位挂账"),
    "subsidy": gettext_lazy("补贴支出"),
    "voucher": gettext_lazy("代金券支出"),
    "services": gettext_lazy("服务收入"),
    "carried-over": gettext_lazy("旧卡余额结转"),
    "differences": gettext_lazy("对账差额"),
}
GATEWAYS: Mapping[str, StrOrPromise] = {
    "wechat": gettext_lazy("微信支付"),
    "alipay": gettext_lazy("支付宝"),
    "card": gettext_lazy("校园卡"),
}
SUSPENSE = " suspense"
GATEWAY = "gateway"
COLUMNS: Mapping[str, StrOrPromise] = {
    "voucher": gettext_lazy("凭证序号"), "date": gettext_lazy("记账日期"), "summary": gettext_lazy("摘要"),
    "code": gettext_lazy("科目编码"), "account": gettext_lazy("账户"), "owner": gettext_lazy("所有人"),
    "debit": gettext_lazy("借方"), "credit": gettext_lazy("贷方"), "amount": gettext_lazy("金额"),
    "note": gettext_lazy("说明"), "key": gettext_lazy("业务编号"), "entry": gettext_lazy("分录号"),
}  # fmt: skip
PURPOSES: Mapping[str, StrOrPromise] = {
    "canteen": gettext_lazy("餐饮"),
    "charging": gettext_lazy("充电"),
    "lodging": gettext_lazy("住宿"),
    "laundry": gettext_lazy("洗衣"),
}
ICONS: Mapping[str, str] = {
    Kind.WALLET: "wallet", Kind.SUBSIDY: "hand-coins", Kind.VOUCHER: "ticket", Kind.DEPOSIT: "vault",
    Kind.PAYABLE: "building-2", Kind.CLEARING: "landmark",
}  # fmt: skip
TONES: Mapping[str, Tone] = {
    Kind.WALLET: "blue", Kind.SUBSIDY: "green", Kind.VOUCHER: "violet", Kind.DEPOSIT: "amber",
}  # fmt: skip


def reason_words(entry: Entry) -> str:
    """Return what an entry was for: the word its service declared, else the service's own name."""
    if (words := house().reasons.get(entry.reason)) is not None:
        return str(words)
    name = entry.source.partition(".")[0]
    return next((str(each.title) for each in house().features if each.name == name), entry.reason)


def source_words(source: str) -> str:
    """Return which service, or which gateway, an entry came from."""
    name, _dot, rest = source.partition(".")
    if name == GATEWAY:
        return gateway_words(rest.partition(".")[0])
    return next((str(each.title) for each in house().features if each.name == name), source)


def kind_words(kind: str) -> str:
    """Return the word of a kind of account."""
    return str(Account.Kinds(kind).label)


def label_words(account: Account) -> str:
    """Return an account's own name: the house's in the reader's language, others as they were written."""
    label = account.label
    if account.person_id is None and label.endswith(SUSPENSE):
        return _("%(gateway)s待退回") % {"gateway": gateway_words(label.removesuffix(SUSPENSE))}
    return str(HOUSE.get(label) or GATEWAYS.get(label) or label)


def gateway_words(gateway: str) -> str:
    """Return the name of a gateway."""
    return str(GATEWAYS.get(gateway, gateway))


def yuan_or_none(fen: int | None) -> str:
    """Return an amount in yuan, a dash for none."""
    return "—" if fen is None else f"¥{yuan(fen)}"


def pot_words(account: Account) -> str:
    """Return how its owner calls an account: its name, or its kind where it has none."""
    return label_words(account) or kind_words(account.kind)


def account_words(account: Account) -> str:
    """Return an account in full: kind, name, owner."""
    owner = owner_words(account)
    parts = [kind_words(account.kind), label_words(account), owner]
    return " · ".join(part for part in parts if part)


def owner_words(account: Account) -> str:
    """Return whose an account is; nothing for the house's own."""
    if account.person_id is not None:
        return str(account.person)
    return str(account.unit) if account.unit_id is not None else account.contractor


def purpose_words(purpose: str) -> str:
    """Return what a pot may be spent on; nothing where on anything."""
    return _("仅限%(what)s") % {"what": PURPOSES.get(purpose, purpose)} if purpose else ""
