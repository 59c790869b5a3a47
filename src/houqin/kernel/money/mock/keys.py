"""Keys of a mock provider and its merchant, made anew, and the file that tells a site of them."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

APP, MERCHANT, SERIAL, PLATFORM_SERIAL = "wx0mock", "1900000001", "5F0MOCKSERIAL", "PUB_KEY_ID_0MOCK"
ALIPAY_APP = "2021000000000001"


@dataclass(frozen=True, slots=True)
class Keys:
    """The merchant's key, the platform's key, the API v3 key, the card's shared secret."""

    merchant: RSAPrivateKey
    platform: RSAPrivateKey
    secret: bytes
    card: bytes


def make_keys() -> Keys:
    """Make keys of the size providers use."""
    merchant, platform = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    return Keys(merchant, platform, secrets.token_hex(16).encode(), secrets.token_hex(32).encode())


def write_files(keys: Keys, folder: Path, address: str) -> Path:
    """Write keys and `gateways.toml` for a site that uses the mock at `address`; returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    pem = keys.merchant.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    platform = keys.platform.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    files = {"merchant.pem": pem, "platform.pem": platform, "apiv3.key": keys.secret, "card.key": keys.card}
    for name, content in files.items():
        _write(folder / name, content)
    file = folder / "gateways.toml"
    _write(file, TOML.format(address=address).encode())
    return file


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.write_bytes(content)


TOML = f"""\
[wechat]
address = "{{address}}/wechat"
app_id = "{APP}"
merchant = "{MERCHANT}"
serial = "{SERIAL}"
key = "merchant.pem"
secret = "apiv3.key"
platform_serial = "{PLATFORM_SERIAL}"
platform = "platform.pem"

[alipay]
address = "{{address}}/alipay/gateway.do"
app_id = "{ALIPAY_APP}"
key = "merchant.pem"
platform = "platform.pem"

[card]
address = "{{address}}/card"
secret = "card.key"
"""
