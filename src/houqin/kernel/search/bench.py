"""Measures two-character searches at a given number of rows, against a sequential scan of the same rows.

Everything happens in one transaction that is rolled back, so nothing stays behind.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from django.db import connection, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Grant, Person, Role
from houqin.kernel.search import tokens
from houqin.kernel.search.queries import search

THINGS = (
    "空调",
    "水管",
    "灯管",
    "门锁",
    "插座",
    "热水器",
    "马桶",
    "窗帘",
    "课桌",
    "投影",
    "电梯",
    "暖气",
    "网络",
    "床板",
)
FAULTS = (
    "不制冷",
    "漏水",
    "不亮",
    "打不开",
    "松动",
    "没有热水",
    "堵塞",
    "掉落",
    "摇晃",
    "没信号",
    "有异响",
    "断裂",
    "跳闸",
)
PLACES = ("松江校区", "长宁校区", "东校区")
RARE = "配电"
WORDS = ("空调", "漏水", "松动", "配电")
PERMISSION = "bench.see"
ROUNDS = 7
COLUMNS = "(id, kind, subject, title, subtitle, body, url, pinyin, public, people, permissions, unit_path, updated_at)"
SCAN = """
SELECT id, title FROM search_searchrow
WHERE title || ' ' || subtitle || ' ' || body LIKE %s AND permissions && ARRAY['bench.see']::varchar[]
ORDER BY updated_at DESC LIMIT 21
"""


@dataclass
class Measured:
    """Best milliseconds of each word, by search and by scan; ratio is search over scan."""

    rows: int
    search_ms: dict[str, float] = field(default_factory=dict)
    scan_ms: dict[str, float] = field(default_factory=dict)
    load_seconds: float = 0

    @property
    def ratio(self) -> float:
        """Return the worst ratio of all words."""
        return max(self.search_ms[word] / self.scan_ms[word] for word in self.scan_ms)

    def lines(self) -> Iterator[str]:
        """Iterate over the result as lines for people."""
        yield f"{self.rows:,} rows, loaded in {self.load_seconds:.0f} s; worst ratio {self.ratio:.4f}"
        for word, ms in self.search_ms.items():
            yield f"  {word}: search {ms:.2f} ms, scan {self.scan_ms[word]:.1f} ms"


def measure(rows: int, at: datetime) -> Measured:
    """Load invented repair requests and time searches for two-character words (A B A B, the best of each)."""
    found = Measured(rows)
    with transaction.atomic():
        looker = _looker(at)
        began = time.perf_counter()
        _load(rows, at)
        found.load_seconds = time.perf_counter() - began
        for word in WORDS:
            _one(found, word, looker, at)
        transaction.set_rollback(True)
    return found


def _one(found: Measured, word: str, looker: Person, at: datetime) -> None:
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_milliseconds(lambda: search(looker, word, at)))
        theirs.append(_milliseconds(lambda: _scan(word)))
    found.search_ms[word], found.scan_ms[word] = min(ours), min(theirs)


def _scan(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(SCAN, [f"%{word}%"])
        cursor.fetchall()
        cursor.execute("SET LOCAL enable_indexscan = on")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _looker(at: datetime) -> Person:
    person = Person.objects.create(name="测量", kind=Person.Kind.STAFF, created_at=at)
    role = Role.objects.create(key=f"bench-{person.pk}", title="测量", permissions=[PERMISSION])
    Grant.objects.create(person=person, role=role, starts_on=at.date() - timedelta(days=1))
    return person


def _load(rows: int, at: datetime) -> None:
    rng = random.Random(2026)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY search_searchrow {COLUMNS} FROM STDIN") as copy:
            for number in range(rows):
                copy.write_row(_row(rng, number, at))
        cursor.execute("ANALYZE search_searchrow")


def _row(rng: random.Random, number: int, at: datetime) -> tuple[object, ...]:
    thing = RARE if number % 1000 == 0 else rng.choice(THINGS)
    title = f"{thing}{rng.choice(FAULTS)}"
    place = f"{rng.choice(PLACES)} {rng.randint(1, 30)}号楼 {rng.randint(101, 930)}室"
    body = "，".join(rng.choice(THINGS) + rng.choice(FAULTS) for _ in range(rng.randint(0, 2)))
    return (
        new_id(), "bench.row", new_id(), title, f"BX2611-{number:06d} · {place}", body, "/", _pinyin(title),
        False, [], [PERMISSION], "school.office", at - timedelta(minutes=rng.randint(0, 500_000)),
    )  # fmt: skip


@cache
def _pinyin(title: str) -> str:
    return tokens.pinyin_keys(title)
