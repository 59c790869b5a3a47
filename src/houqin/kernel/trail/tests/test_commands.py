"""The trail from the terminal."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from houqin.kernel.trail.commands import root, verify_trail
from houqin.kernel.trail.feature import FEATURE
from houqin.kernel.trail.record import record_many
from houqin.kernel.trail.tests.stage import entries, link_here, tamper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chinese() -> object:
    with translation.override("zh-hans"):
        yield


def test_the_commands_are_found_by_their_names() -> None:
    assert FEATURE.commands == {"trail verify": verify_trail, "trail root": root}


def test_a_whole_record_is_confirmed_with_its_root(capsys: pytest.CaptureFixture[str]) -> None:
    record_many(entries(3))
    link_here()
    root([])
    line = capsys.readouterr().out.strip()
    assert line.split()[1] == "3"
    verify_trail([])
    out = capsys.readouterr().out
    assert "已核对 3 条记录" in out
    assert line.split()[2] in out
    assert "未发现改动" in out


def test_an_altered_record_is_named_and_ends_with_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    record_many(entries(3))
    link_here()
    tamper("UPDATE trail_happening SET verb = 'x' WHERE version = 2")
    with pytest.raises(SystemExit) as ended:
        verify_trail([])
    assert ended.value.code == 1
    assert "第 2 条" in (out := capsys.readouterr().out)
    assert "记录内容被改动" in out
    assert "未发现改动" not in out


def test_roots_in_a_file_are_checked_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record_many(entries(3))
    link_here()
    root([])
    kept = tmp_path / "roots.txt"
    kept.write_text(capsys.readouterr().out + "\n")
    verify_trail([str(kept)])
    kept.write_text(f"2026-11-24 2 {'ab' * 32}\n")
    with pytest.raises(SystemExit):
        verify_trail([str(kept)])
    assert "与先前导出的根值不一致" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", ["", "x", "2026-11-24 1 abcd", "2026-13-24 1 " + "ab" * 32, "2026-11-24 0 " + "ab" * 32]
)
def test_a_file_that_holds_no_roots_is_refused_with_words(line: str, tmp_path: Path) -> None:
    kept = tmp_path / "roots.txt"
    kept.write_text(line or "no roots here")
    with pytest.raises(SystemExit, match="读不懂这一行根值"):
        verify_trail([str(kept)])


def test_a_file_that_is_not_there_is_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="打不开文件"):
        verify_trail([str(tmp_path / "nowhere")])


def test_a_day_is_asked_for_by_its_date(capsys: pytest.CaptureFixture[str]) -> None:
    root([date(2020, 1, 1).isoformat()])
    assert "还没有记录" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="读不懂日期“gestern”"):
        root(["gestern"])
