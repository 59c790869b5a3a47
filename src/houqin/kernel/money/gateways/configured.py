"""Which gateways this deployment has: `gateways.toml` in the data directory, or where `HOUQIN_GATEWAYS` says.

One table for each gateway; keys and secrets are names of files beside it. Nothing of it is in the database.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.gateways.port import Gateway

ON_ACCOUNT = "on_account"


def gateway_named(name: str) -> Gateway:
    """Return a gateway in use here. Raises `Refused("money.gateway_off")` for any other."""
    file = settings.GATEWAYS_FILE
    found = _gateways(file, file.stat().st_mtime_ns).get(name) if file.exists() else None
    if found is None:
        raise Refused("money.gateway_off", gateway=name)
    return found


def gateways() -> list[str]:
    """Return the names of the gateways in use here, in order."""
    file = settings.GATEWAYS_FILE
    return sorted(_gateways(file, file.stat().st_mtime_ns)) if file.exists() else []


@lru_cache(maxsize=4)
def _gateways(file: Path, _changed: int) -> dict[str, Gateway]:
    return {}
