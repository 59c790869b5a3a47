"""Search from the terminal."""

from houqin.kernel.base.clock import now
from houqin.kernel.search.bench import measure
from houqin.kernel.search.indexing import rebuild


def rebuild_search(argv: list[str]) -> None:
    """`houqin search rebuild [KIND ...]`: read everything anew."""
    for kind, count in rebuild(now(), argv or None).items():
        print(f"{kind}: {count:,}")


def bench_search(argv: list[str]) -> None:
    """`houqin search bench [ROWS]`: time the search against a sequential scan; leaves nothing behind."""
    for line in measure(int(argv[0]) if argv else 300_000, now()).lines():
        print(line)
