"""Sealing personal words: AES-GCM under a key for each subject, the keys under the deployment's secret.

The salt lies inside the sealed words, so it goes with them when the key is destroyed: the digest in the chain
can then not be guessed back, however few words there were.
"""

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

NONCE = 12
SALT = 16


class BrokenSealError(Exception):
    """Sealed bytes do not open: they were altered, or the deployment's secret is another one."""


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, words: Mapping[str, object], happening: UUID) -> tuple[bytes, bytes]:
    """Return the sealed words of a happening and their salted SHA-256, which alone enters the chain."""
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    plain = os.urandom(SALT) + text.encode()
    return _lock(key, plain, happening.bytes), sha256(plain).digest()


def unseal(key: bytes, sealed: bytes, happening: UUID) -> tuple[dict[str, Any], bytes]:
    """Return the words and the digest they must have; raises `BrokenSealError` where a byte was altered."""
    plain = _unlock(key, sealed, happening.bytes)
    return json.loads(plain[SALT:]), sha256(plain).digest()


def wrap(key: bytes, owner: UUID) -> bytes:
    """Seal a subject's key (`owner`: the key's own id) under the secret, which lies outside the database."""
    return _lock(_master(settings.SECRET_KEY), key, owner.bytes)


def unwrap(wrapped: bytes, owner: UUID) -> bytes:
    """Return a subject's key, under `SECRET_KEY` or one of its fallbacks; raises `BrokenSealError`."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _unlock(_master(secret), wrapped, owner.bytes)
        except BrokenSealError:
            continue
    raise BrokenSealError("no known secret opens this key")


def _lock(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def _unlock(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
    except (InvalidTag, ValueError) as wrong:
        raise BrokenSealError("altered, or sealed under another key") from wrong


@lru_cache(maxsize=8)
def _master(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"houqin trail keys").derive(secret.encode())
