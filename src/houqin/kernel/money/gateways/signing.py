"""The signatures and ciphers providers use, over `cryptography`. A wrong one raises `Forged`."""

import base64
import binascii
import hashlib
import hmac
import textwrap

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from houqin.kernel.money.gateways.port import Forged


def sign(message: str, key: RSAPrivateKey) -> str:
    """Return the RSA-SHA256 (PKCS#1 v1.5) signature of a text, in Base64."""
    return base64.b64encode(key.sign(message.encode(), PKCS1v15(), SHA256())).decode()


def verify(message: str | bytes, signature: str, key: RSAPublicKey) -> None:
    """Check an RSA-SHA256 signature in Base64."""
    data = message.encode() if isinstance(message, str) else message
    try:
        key.verify(base64.b64decode(signature, validate=True), data, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Forged("the signature is not the provider's") from error


def unseal(ciphertext: str, *, nonce: str, associated: str, secret: bytes) -> bytes:
    """Decrypt AEAD_AES_256_GCM in Base64, its tag at the end."""
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(secret).decrypt(nonce.encode(), sealed, associated.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Forged("the ciphertext is not the provider's") from error


def seal(plain: bytes, *, nonce: str, associated: str, secret: bytes) -> str:
    """Encrypt as `unseal` reads it; the mock gateway's side."""
    return base64.b64encode(AESGCM(secret).encrypt(nonce.encode(), plain, associated.encode())).decode()


def mac(message: str, secret: bytes) -> str:
    """Return the HMAC-SHA256 of a text, in hexadecimal digits."""
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def same_mac(message: str, given: str, secret: bytes) -> None:
    """Check an HMAC-SHA256 in hexadecimal digits."""
    if not hmac.compare_digest(mac(message, secret).encode(), given.lower().encode()):
        raise Forged("the signature is not the provider's")


def private_key(text: str) -> RSAPrivateKey:
    """Read a private key in PEM, or its bare Base64 as Alipay's tool writes it. Raises ValueError."""
    key = load_pem_private_key(_pem(text, "PRIVATE KEY"), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the private key is not an RSA key")
    return key


def public_key(text: str) -> RSAPublicKey:
    """Read a public key in PEM or bare Base64, or out of a certificate in PEM. Raises ValueError."""
    certified = "BEGIN CERTIFICATE" in text
    key: object = (
        x509.load_pem_x509_certificate(text.encode()).public_key()
        if certified
        else load_pem_public_key(_pem(text, "PUBLIC KEY"))
    )
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the public key is not an RSA key")
    return key


def _pem(text: str, title: str) -> bytes:
    if "-----BEGIN" in text:
        return text.encode()
    body = "\n".join(textwrap.wrap("".join(text.split()), 64))
    return f"-----BEGIN {title}-----\n{body}\n-----END {title}-----\n".encode()
