"""Machines at counters that go on asking until each of their payments is acknowledged, as real ones do."""

import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

import psycopg

PAYER = """
WITH payer AS (
    INSERT INTO people_person (id, number, name, pinyin, kind, phone, email, language, findable, grams, created_at)
    VALUES (gen_random_uuid(), 'S001', '李四', '', 'student', '', '', 'zh-hans', '', '{}', now()) RETURNING id
), accounts AS (
    INSERT INTO money_account (id, kind, book, person_id, contractor, label, append_only, floor, purpose, opened_at)
    SELECT gen_random_uuid(), 'wallet', 'money', id, '', '', false, 0, '', now() FROM payer
    UNION ALL SELECT gen_random_uuid(), 'clearing', 'money', NULL, '', 'test', true, NULL, '', now()
    RETURNING id, kind
)
SELECT array_agg(id ORDER BY kind) FROM accounts
"""
FILL = """
SELECT money_post(gen_random_uuid(), gen_random_uuid(), 'test', 'fill', now(), current_date, 'test.fill', '', NULL, NULL,
                  NULL, %s, ARRAY[-1000000, 1000000]::bigint[])
"""


def a_payer_with_money(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make S001 with 10,000 yuan."""
    accounts = connection.execute(PAYER).fetchone()
    assert accounts is not None
    connection.execute(FILL, [accounts[0]])


@dataclass
class Machines:
    """Several machines with one key; `told` is the entry acknowledged for each payment, `failed` what ended a machine."""

    port: int
    key: str
    told: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def start(self, machines: int, each: int) -> list[threading.Thread]:
        """Let machines pay, each so many times, one yuan a time."""
        threads = [threading.Thread(target=self._pay, args=(n, each)) for n in range(machines)]
        for thread in threads:
            thread.start()
        return threads

    def _pay(self, machine: int, each: int) -> None:
        for n in range(each):
            key, until = f"{machine} {n}", time.monotonic() + 120
            while key not in self.told and time.monotonic() < until:
                self._ask(key)
            if key not in self.told:
                self.failed.append(key)

    def _ask(self, key: str) -> None:
        body = json.dumps({"key": key, "payer": "S001", "fen": 100}).encode()
        headers = {"Authorization": f"Bearer {self.key}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/pay/till/", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                self.told[key] = json.load(answer)["entry"]
        except urllib.error.HTTPError as error:
            if error.code != 503:
                self.failed.append(f"{key}: {error.code} {error.read().decode()}")
            time.sleep(0.1)
        except OSError:
            time.sleep(0.1)
