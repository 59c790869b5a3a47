"""The mock gateway as a process of its own, without Django: `python -m ... PORT KEYS SITE`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from houqin.kernel.money.mock.keys import make_keys, write_files
from houqin.kernel.money.mock.server import MockGateways, serve


def main(port: int, folder: Path, site: str) -> None:
    """Serve until killed; port 0 takes any. Tells its address on one line."""
    keys = make_keys()
    server = serve("127.0.0.1", port)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    server.gateways = MockGateways(keys, address, lambda: datetime.now(UTC), site)
    write_files(keys, folder, address)
    print(address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    assert "django" not in sys.modules
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
