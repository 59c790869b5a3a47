import pytest

from houqin.kernel.base.clock import now
from houqin.kernel.base.ids import new_id
from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.record import erase, read, record


@pytest.mark.django_db
def test_one():
    s = new_id()
    h = record(
        subject=s, kind="x.y", verb="open", by=None, at=now(), facts={"a": 1}, private={"note": "小明"}
    )
    assert read(timeline(s)[0]) == {"note": "小明"}
    assert erase(s, by=None, at=now())
    t = timeline(s)
    assert [x.verb for x in t] == ["open", "erased"] and read(t[0]) is None
    print(h.xact, h.recorded_at, h.seq)
