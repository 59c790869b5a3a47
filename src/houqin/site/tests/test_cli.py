"""The `houqin` command: what it lists, how it finds a subcommand, what it says to what it does not know."""

import subprocess
import sys
from pathlib import Path

import pytest

from houqin.site import cli


def houqin(*argv: str, data: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as a person does, in a process of its own."""
    import os

    clean = {key: value for key, value in os.environ.items() if not key.startswith(("HOUQIN_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "houqin.site", *argv],
        env=clean | {"HOUQIN_DATA": str(data)} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_lists_the_sites_commands_and_those_of_features(tmp_path: Path) -> None:
    done = houqin("--help", data=tmp_path)
    assert done.returncode == 0
    for name in ("up", "migrate", "demo", "check", "worker", "messages", "trail verify", "pictures"):
        assert f"\n  {name} " in done.stdout


def test_an_unknown_command_shows_the_list_and_fails(tmp_path: Path) -> None:
    done = houqin("dance", data=tmp_path)
    assert done.returncode == 2
    assert "migrate" in done.stdout


def test_the_version_needs_nothing(tmp_path: Path) -> None:
    done = houqin("--version", data=tmp_path / "not made")
    assert done.returncode == 0
    assert done.stdout.strip()[0].isdigit()
    assert not (tmp_path / "not made").exists()


def test_the_data_directory_is_taken_from_anywhere_in_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOUQIN_DATA", "/from/environment")
    assert cli._read(["demo", "--data", "/given", "--scale", "2"]) == cli.Line(
        ["demo", "--scale", "2"], Path("/given")
    )
    assert cli._read(["demo"]).data == Path("/from/environment")


def test_the_longest_name_wins(tmp_path: Path) -> None:
    done = houqin(
        "trail", "verify", "--help", data=tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"
    )
    assert "houqin COMMAND" not in done.stdout


def test_a_database_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    done = houqin("migrate", data=tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode != 0
    assert "127.0.0.1" in done.stderr
