"""`script/bench [--cases 300000] [--quick]`: loads a campus, multiplies it, measures, prints ratios to B.

`script/bench --money` measures the ledger alone.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("HOUQIN_BENCH_DATA", ROOT / "var" / "bench"))
os.environ["HOUQIN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "houqin.site.settings"


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser("script/bench")
    parser.add_argument("--cases", type=int, default=300_000, help="repair orders to measure lists with")
    parser.add_argument("--seconds", type=int, default=5, help="length of each measurement of throughput")
    parser.add_argument("--rounds", type=int, default=2, help="how often A and B take turns")
    parser.add_argument(
        "--money", action="store_true", help="only the ledger, inside the database and over HTTP"
    )
    wanted = parser.parse_args()
    if wanted.money:
        measure_money(wanted.seconds, wanted.rounds)
        return
    prepare(wanted.cases)
    with site() as port:
        from bench import baseline, deeds, pages
        from houqin.site.postgres import Cluster

        cluster = Cluster(DATA / "postgres")
        baseline.prepare(cluster)
        turns = deeds.Turns(port)
        base, moves = [], []
        for _ in range(wanted.rounds):
            moves.append(turns.moves_per_second(wanted.seconds))
            base.append(baseline.payments_per_second(cluster, wanted.seconds))
        b, a = statistics.median(base), statistics.median(moves)
        print(f"B  pgbench, one payment function            {b:9.0f} /s")
        print(f"   a move over HTTP                         {a:9.0f} /s   {a / b:.3f} of B")
        for line in deeds.reads(port, wanted.cases):
            print(line)
        for line in pages.phone_pages(f"http://127.0.0.1:{port}"):
            print(line)


def measure_money(seconds: int, rounds: int) -> None:
    """Print how fast the ledger posts inside the database and over HTTP, with durable commit."""
    run("migrate")
    from bench import baseline, money, tills
    from houqin.site.postgres import Cluster

    cluster = Cluster(DATA / "postgres")
    cluster.ensure()
    money.prepare(cluster)
    for line in money.ratios(cluster, seconds, rounds):
        print(line)
    with site() as port:
        baseline.prepare(cluster)
        tills.prepare(cluster)
        base, paid = [], []
        for _ in range(rounds):
            base.append(baseline.payments_per_second(cluster, seconds))
            paid.append(tills.payments_per_second(port, seconds))
    b, a = statistics.median(base), statistics.median(paid)
    print(f"B  pgbench, one payment function            {b:9.0f} /s")
    print(f"   a payment of a till over HTTP            {a:9.0f} /s   {a / b:.2f} of B")


def prepare(cases: int) -> None:
    """Load the demo campus and multiply its repairs until there are `cases`."""
    run("migrate")
    os.environ["HOUQIN_ROLE"] = "owner"
    import django

    django.setup()
    from django.db import connection

    from houqin.kernel.lifecycle.models import Case
    from houqin.kernel.web.models import SiteProfile
    from houqin.site.demo.bulk import multiply

    if not SiteProfile.objects.exists():
        run("demo")
    there = Case.objects.filter(kind="repairs.order").count()
    made = Case.objects.filter(kind="repairs.order").exclude(number__contains="*").count()
    if there < cases:
        began = time.monotonic()
        copied = multiply("repairs.order", -(-(cases - there) // made))
        print(
            f"   {copied.cases:,} cases, {copied.happenings:,} happenings in {time.monotonic() - began:.0f} s"
        )
        keep_promises()
        chain_quietly()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    connection.close()
    del os.environ["HOUQIN_ROLE"]


def keep_promises() -> None:
    """Let the clock do what it owes the copied orders, so that it is quiet while we measure."""
    from houqin.kernel.base.clock import now
    from houqin.services.repairs.tasks import close_unanswered, escalate_overdue

    at, began = now(), time.monotonic()
    closed = 0
    while done := close_unanswered(at):
        closed += done
    told = escalate_overdue(at)
    print(f"   {closed:,} closed and {told:,} steps told by the clock in {time.monotonic() - began:.0f} s")


def chain_quietly() -> None:
    """Put the copied happenings into the chain, take them as told, for nobody waits for their news, and index them."""
    from houqin.kernel.base.clock import now
    from houqin.kernel.search.indexing import tend
    from houqin.kernel.trail.models import Cursor, Link
    from houqin.kernel.trail.relay import link_new

    began = time.monotonic()
    linked = 0
    while made := link_new(20_000):
        linked += made
    last = Link.objects.order_by("-seq").first()
    if last is not None:
        Cursor.objects.update(seq=last.seq)
    print(f"   {linked:,} happenings chained in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    print(f"   {tend(now()):,} rows indexed for the search in {time.monotonic() - began:.0f} s")


@contextmanager
def site() -> Iterator[int]:
    """Run the site on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "houqin.site",
        "up",
        "--port",
        str(port),
        "--no-demo",
        "--data",
        str(DATA),
    ]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield port
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(30)


def run(*arguments: str) -> None:
    """Run a command of the program."""
    subprocess.run([sys.executable, "-m", "houqin.site", *arguments, "--data", str(DATA)], check=True)


if __name__ == "__main__":
    main()
