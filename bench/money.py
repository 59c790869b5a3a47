"""The ledger inside the database, as a ratio to pgbench's simple-update in the same minutes (A B A B)."""

import os
import re
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from houqin.site.postgres import OWNER, Cluster, programs

CLIENTS, THREADS, SCALE = 16, 2, 10
RECEIVERS = (1, 40, 10_000)
ACCOUNTS = """
INSERT INTO money_account (id, kind, book, contractor, label, append_only, floor, purpose, opened_at)
SELECT md5('wallet ' || n)::uuid, 'deposit', 'money', '', 'bench wallet ' || n, false, 0, '', now()
FROM generate_series(1, 10000) AS n
UNION ALL SELECT md5('stall ' || n)::uuid, 'payable', 'money', 'bench', 'bench stall ' || n, true, NULL, '', now()
FROM generate_series(1, 10000) AS n
UNION ALL SELECT md5('bench outside')::uuid, 'clearing', 'money', '', 'bench outside', true, NULL, '', now()
ON CONFLICT DO NOTHING;
SELECT money_post(
    gen_random_uuid(), gen_random_uuid(), 'bench', gen_random_uuid()::text, now(), current_date, 'bench.fill', '',
    NULL, NULL, NULL, array_agg(md5('wallet ' || n)::uuid) || md5('bench outside')::uuid,
    array_agg(1000000000::bigint) || -10000000000000::bigint
) FROM generate_series(1, 10000) AS n;
SELECT money_settle(1);
SELECT money_settle(1);
"""
POST = r"""
\set payer random(1, 10000)
\set payee random(1, {receivers})
SELECT money_post(
    {uuid}, {uuid}, 'bench', gen_random_uuid()::text, now(), current_date, 'bench.pay', '', NULL, NULL, NULL,
    ARRAY[md5('wallet ' || :payer)::uuid, md5('stall ' || :payee)::uuid], ARRAY[-100, 100]::bigint[]
);
"""
TOGETHER = 10  # payments that share one commit, as a lane that gathers them for a few milliseconds would


def prepare(cluster: Cluster) -> None:
    """Make pgbench's tables and the ledger's accounts, filled by one entry of 10,001 postings."""
    _run(cluster, "psql", "-q", "-d", "postgres", "-c", "DROP DATABASE IF EXISTS bench_simple")
    _run(cluster, "psql", "-q", "-d", "postgres", "-c", "CREATE DATABASE bench_simple")
    _run(cluster, "pgbench", "-i", "-q", "-s", str(SCALE), "bench_simple")
    _run(cluster, "psql", "-q", "-d", "houqin", "-c", ACCOUNTS)


def ratios(cluster: Cluster, seconds: int, rounds: int) -> Iterator[str]:
    """Yield a line for simple-update and one for each number of receiving accounts, with its ratio."""
    version = int(_run(cluster, "psql", "-tA", "-d", "houqin", "-c", "SHOW server_version_num"))
    uuid = "uuidv7()" if version >= 180000 else "gen_random_uuid()"
    base: list[float] = []
    posts: dict[int, list[float]] = {receivers: [] for receivers in RECEIVERS}
    gathered: list[float] = []
    for _ in range(rounds):
        base.append(_per_second(cluster, seconds, "-b", "simple-update", "bench_simple"))
        for receivers, found in posts.items():
            found.append(_script(cluster, seconds, POST.format(receivers=receivers, uuid=uuid)))
        one = POST.format(receivers=40, uuid=uuid)
        together = "\\startpipeline\nBEGIN;\n" + one * TOGETHER + "COMMIT;\n\\endpipeline\n"
        gathered.append(TOGETHER * _script(cluster, seconds, together, clients=2))
    b = statistics.median(base)
    yield f"S  pgbench simple-update                    {b:9.0f} /s   rounds {_each(base)}"
    for receivers, found in posts.items():
        a = statistics.median(found)
        yield f"   money_post, {receivers:>6,} receiving accounts   {a:9.0f} /s   {a / b:.2f} of S   rounds {_each(found)}"
    a = statistics.median(gathered)
    yield f"   {TOGETHER} payments in one commit, 2 lanes      {a:9.0f} /s   {a / b:.2f} of S   rounds {_each(gathered)}"
    hot, spread = statistics.median(posts[1]), statistics.median(posts[RECEIVERS[-1]])
    yield f"   one hot account / spread                 {hot / spread:.2f}"


def _each(found: list[float]) -> str:
    return " ".join(f"{each:.0f}" for each in found)


def _script(cluster: Cluster, seconds: int, text: str, clients: int = CLIENTS) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as script:
        script.write(text)
    Path(script.name).chmod(0o644)
    try:
        return _per_second(cluster, seconds, "-f", script.name, "houqin", clients=clients)
    finally:
        Path(script.name).unlink()


def _per_second(cluster: Cluster, seconds: int, *arguments: str, clients: int = CLIENTS) -> float:
    said = _run(
        cluster, "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(THREADS), "-T", str(seconds),
        *arguments,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1])


def _run(cluster: Cluster, program: str, *arguments: str) -> str:
    command = [str(programs() / program), "-h", str(cluster.socket_directory), "-U", OWNER, *arguments]
    done = subprocess.run(
        command, env=os.environ | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
