"""Providers played by hand: what they would write, signed with their keys, and adapters whose wire answers just that."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from hypothesis import settings

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.alipay import FORM, Alipay, AlipayAccount, signed_text
from houqin.kernel.money.gateways.card import CampusCard, CardAccount
from houqin.kernel.money.gateways.wechat import WechatAccount, WechatPay
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.tests.outside import keys
from houqin.kernel.money.tests.stage import MONDAY

NUMBER, REFUND = "PY2611230123456789", "RF2611230123456789"
APP, MERCHANT, SERIAL, WORD = "wx1", "1900", "KEY_1", "n0"
Fields = dict[str, Any]
PATIENT = settings(deadline=None)
DROP = object()  # as a value: the field is missing


@dataclass
class Says:
    """A wire that answers in turn, its last answer for ever, and keeps what it was asked."""

    answers: list[Answer]
    asked: list[tuple[str, str, Mapping[str, str], bytes]] = field(default_factory=list)

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Keep the question, answer."""
        self.asked.append((method, url, headers, body))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def asked_of(gateway: WechatPay | Alipay | CampusCard) -> list[tuple[str, str, Mapping[str, str], bytes]]:
    """Return what an adapter made here has asked."""
    wire: Says = vars(gateway)["_wire"]
    return wire.asked


def shown(value: object) -> str:
    """Name a case by what is altered in it."""
    if isinstance(value, dict):
        return " ".join(f"{name}={shown(one)}" for name, one in value.items())[:60] or "{}"
    return "gone" if value is DROP else repr(value)[:40]


def changed(fields: Fields, **change: object) -> Fields:
    """Return fields with some altered, or missing where the value is `DROP`."""
    return {name: value for name, value in (fields | change).items() if value is not DROP}


def wechat(*answers: Answer) -> WechatPay:
    """Return the adapter of a merchant."""
    account = WechatAccount(
        "https://wechat.test", APP, MERCHANT, "5F0", keys().merchant, keys().secret, SERIAL,
        keys().platform.public_key(), "https://houqin.test/pay/wechat/notify/",
    )  # fmt: skip
    return WechatPay(account, Says(list(answers)), lambda: WORD)


def wechat_signed(body: bytes, at: datetime = MONDAY, **change: str) -> dict[str, str]:
    """Return the headers WeChat signs a body with."""
    stamp = str(int(at.timestamp()))
    signature = signing.sign(f"{stamp}\n{WORD}\n{body.decode()}\n", keys().platform)
    return {
        "Wechatpay-Serial": SERIAL, "Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": WORD,
        "Wechatpay-Signature": signature,
    } | change  # fmt: skip


def wechat_answer(said: object, status: int = 200) -> Answer:
    """Return a signed answer; bytes go as they are."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Answer(status, wechat_signed(body), body)


def wechat_notice(inner: object, kind: str = "TRANSACTION.SUCCESS", **change: object) -> bytes:
    """Return the body of a notification; `change` alters the sealed resource."""
    plain = inner if isinstance(inner, bytes) else json.dumps(inner).encode()
    sealed = signing.seal(plain, nonce="123456789012", associated="transaction", secret=keys().secret)
    resource: Fields = {
        "algorithm": "AEAD_AES_256_GCM", "ciphertext": sealed, "nonce": "123456789012",
        "associated_data": "transaction",
    }  # fmt: skip
    return json.dumps({"id": "EV-1", "event_type": kind, "resource": changed(resource, **change)}).encode()


def alipay(*answers: Answer) -> Alipay:
    """Return the adapter of an application."""
    account = AlipayAccount("https://alipay.test", "2021", keys().merchant, keys().platform.public_key(), "")
    return Alipay(account, Says(list(answers)))


def alipay_answer(said: object, method: str, **outer: object) -> Answer:
    """Return a signed answer to a question, its node's text signed as it stands; `outer` alters what is around it."""
    node = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    whole = changed({"sign": json.dumps(signing.sign(node, keys().platform))}, **outer)
    around = "".join(f',"{name}":{value}' for name, value in whole.items())
    return Answer(200, {}, f'{{"{method.replace(".", "_")}_response":{node}{around}}}'.encode())


def alipay_notice(fields: Fields, at: datetime = MONDAY, **change: object) -> bytes:
    """Return a signed form."""
    sent: Fields = {
        "notify_id": "N1",
        "notify_time": at.astimezone(SHANGHAI).strftime(FORM),
        "app_id": "2021",
    }
    told = {name: str(value) for name, value in changed(sent | fields, **change).items()}
    return urlencode(
        told | {"sign": signing.sign(signed_text(told), keys().platform), "sign_type": "RSA2"}
    ).encode()


def card(*answers: Answer) -> CampusCard:
    """Return the adapter of the campus card."""
    return CampusCard(CardAccount("https://card.test/card", keys().card), Says(list(answers)), lambda: WORD)


def card_answer(said: object, status: int = 200, at: datetime = MONDAY, nonce: str = WORD) -> Answer:
    """Return a signed answer."""
    body, stamp = said if isinstance(said, bytes) else json.dumps(said).encode(), str(int(at.timestamp()))
    message = f"{nonce}\n{status}\n{stamp}\n{body.decode(errors='replace')}\n"
    return Answer(status, {"X-Card-Time": stamp, "X-Card-Signature": signing.mac(message, keys().card)}, body)


def card_signed(body: bytes, at: datetime = MONDAY) -> dict[str, str]:
    """Return the headers of a notification."""
    stamp = str(int(at.timestamp()))
    signature = signing.mac(f"{stamp}\n{WORD}\n{body.decode()}\n", keys().card)
    return {"X-Card-Time": stamp, "X-Card-Nonce": WORD, "X-Card-Signature": signature}


def card_notice(**told: object) -> bytes:
    """Return the body of a notification."""
    return json.dumps(changed({"id": "E1"}, **told)).encode()
