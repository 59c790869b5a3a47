"""Page files are gathered when something changed, and only then."""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from houqin.site import static


@pytest.fixture
def sources(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is the only source of page files."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "page.css").write_text("a{}")
    (folder / "htmax-4.js").write_text("unused")
    settings.STATIC_ROOT = tmp_path / "gathered"
    finder = finders.FileSystemFinder()
    finder.locations, finder.storages = [("", str(folder))], {str(folder): FileSystemStorage(location=folder)}
    monkeypatch.setattr(static, "get_finders", lambda: [finder])
    monkeypatch.setattr(
        "django.contrib.staticfiles.management.commands.collectstatic.get_finders", lambda: [finder]
    )
    return folder


def test_the_first_time_gathers_and_the_second_does_not(sources: Path, tmp_path: Path) -> None:
    assert static.collect()
    assert (tmp_path / "gathered" / "page.css").read_text() == "a{}"
    assert not static.collect()


def test_what_nobody_is_sent_is_left_out(sources: Path, tmp_path: Path) -> None:
    static.collect()
    assert not (tmp_path / "gathered" / "htmax-4.js").exists()


def test_a_changed_file_is_gathered_anew_and_a_removed_one_goes(sources: Path, tmp_path: Path) -> None:
    (sources / "old.css").write_text("b{}")
    static.collect()
    (sources / "old.css").unlink()
    (sources / "page.css").write_text("a{color:red}")
    later = (sources / "page.css").stat().st_mtime + 5
    os.utime(sources / "page.css", (later, later))
    assert static.collect()
    assert (tmp_path / "gathered" / "page.css").read_text() == "a{color:red}"
    assert not (tmp_path / "gathered" / "old.css").exists()


def test_a_broken_off_gathering_is_done_again(sources: Path, tmp_path: Path) -> None:
    static.collect()
    (tmp_path / "gathered" / ".stamp").unlink()
    assert static.collect()
