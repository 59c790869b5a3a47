import time, cProfile, pstats
import pytest
from houqin.kernel.trail.tests.stage import entries, link_here, tamper
from houqin.kernel.trail.record import record_many
from houqin.kernel.trail.verify import verify
@pytest.mark.django_db
def test_p():
    p=cProfile.Profile()
    for f in (lambda: record_many(entries(100_000)), link_here, verify):
        t=time.time(); c=time.process_time(); f(); print(time.time()-t, time.process_time()-c)
    p.enable(); verify(); p.disable(); pstats.Stats(p).sort_stats("tottime").print_stats(8)
