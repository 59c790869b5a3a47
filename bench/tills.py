"""Payments of tills over HTTP, as a ratio to B: many machines with kept-alive connections, each waiting for its answer."""

import asyncio
import itertools
import json
import time
from hashlib import sha256
from uuid import uuid4

from bench.baseline import run
from houqin.site.postgres import Cluster

MACHINES, STALLS, PAYERS = 64, 40, 10_000
KEYS = [f"till_bench_{n}" for n in range(STALLS)]
PEOPLE = f"""
INSERT INTO people_person (id, number, name, pinyin, kind, phone, email, language, findable, grams, created_at)
SELECT md5('bench payer ' || n)::uuid, 'BENCH' || n, 'bench', 'bench', 'student', '', '', 'zh-hans', '', '{{}}', now()
FROM generate_series(1, {PAYERS}) AS n ON CONFLICT DO NOTHING;
INSERT INTO money_account (id, kind, book, person_id, contractor, label, append_only, floor, purpose, opened_at)
SELECT md5('bench pot ' || n)::uuid, 'wallet', 'money', md5('bench payer ' || n)::uuid, '', '', false, 0, '', now()
FROM generate_series(1, {PAYERS}) AS n ON CONFLICT DO NOTHING;
SELECT money_post(
    gen_random_uuid(), gen_random_uuid(), 'bench', gen_random_uuid()::text, now(), current_date, 'bench.fill', '',
    NULL, NULL, NULL, array_agg(md5('bench pot ' || n)::uuid) || md5('bench outside')::uuid,
    array_agg(100000000::bigint) || {-100_000_000 * PAYERS}::bigint
) FROM generate_series(1, {PAYERS}) AS n;
"""
TILL = """
INSERT INTO money_till (id, name, to_id, purpose, digest, opened_at)
SELECT gen_random_uuid(), 'bench {n}', md5('stall {n}')::uuid, '', '{digest}', now() ON CONFLICT DO NOTHING;
"""


def prepare(cluster: Cluster) -> None:
    """Make payers with full wallets, and tills whose keys the bench knows; `money.prepare` has made the stalls."""
    tills = "".join(
        TILL.format(n=n + 1, digest=sha256(key.encode()).hexdigest()) for n, key in enumerate(KEYS)
    )
    run(cluster, "psql", "-q", "-c", PEOPLE + tills)


def payments_per_second(port: int, seconds: float) -> float:
    """Return payments a second, each acknowledged after its commit, over as many connections as there are machines."""
    return asyncio.run(_all(port, seconds))


async def _all(port: int, seconds: float) -> float:
    began, run_id = time.monotonic(), uuid4().hex[:8]
    until = began + seconds
    paid = await asyncio.gather(*(_machine(port, n, run_id, until) for n in range(MACHINES)))
    return sum(paid) / (time.monotonic() - began)


async def _machine(port: int, number: int, run_id: str, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /pay/till/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {KEYS[number % STALLS]}\r\nContent-Length: "
    paid = 0
    for count in itertools.count():
        if time.monotonic() > until:
            break
        payer = (number * 7919 + count * 104_729) % PAYERS + 1
        body = json.dumps({"key": f"{run_id} {number} {count}", "payer": f"BENCH{payer}", "fen": 100})
        writer.write(f"{head}{len(body)}\r\n\r\n{body}".encode())
        said = await reader.readuntil(b"\r\n\r\n")
        length = int(said.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        answer = await reader.readexactly(length)
        if not said.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode())
        paid += 1
    writer.close()
    return paid
