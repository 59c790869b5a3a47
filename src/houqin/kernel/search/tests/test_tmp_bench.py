import pytest
from django.db import connection, transaction
from houqin.kernel.search import bench
from houqin.kernel.search.queries import *
from houqin.kernel.search.queries import _fits, _page
from houqin.kernel.lifecycle.tests.stage import MONDAY_9
import time
@pytest.mark.django_db
def test_x():
    N=300000
    looker = bench._looker(MONDAY_9)
    t=time.time(); bench._load(N, MONDAY_9); print("load", time.time()-t)
    for w in bench.WORDS:
        mine = visible_to(looker, MONDAY_9)
        for q in (tokens.query(w, mark="^"),):
            qs = mine.filter(_fits(q)).defer("body","pinyin","words").order_by("-updated_at","-id")[:21]
            print(w, qs.explain(analyze=True, buffers=True))
        qs = mine.filter(_fits(tokens.query(w)), ~_fits(q)).defer("body","pinyin","words").order_by("-updated_at","-id")[:21]
        print(qs.explain(analyze=True, buffers=True))
    f = bench.Measured(N)
    for w in bench.WORDS: bench._one(f, w, looker, MONDAY_9)
    print("\n".join(f.lines()))
