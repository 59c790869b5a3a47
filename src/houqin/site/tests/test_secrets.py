"""The signing key: made once, kept to its owner, the same for all processes that begin together."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from houqin.site.postgres import APPLICATION, Cluster
from houqin.site.secrets import secret_key
from houqin.site.settings import database


@pytest.fixture(autouse=True)
def no_key_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOUQIN_SECRET_KEY", raising=False)


def test_a_key_is_made_once_and_read_ever_after(tmp_path: Path) -> None:
    key = secret_key(tmp_path / "new" / "data")
    assert len(key) >= 50
    assert secret_key(tmp_path / "new" / "data") == key
    assert secret_key(tmp_path / "other") != key


def test_nobody_but_its_owner_reads_the_key(tmp_path: Path) -> None:
    secret_key(tmp_path)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"], "nothing lies about"


def test_a_key_of_the_environment_comes_first_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOUQIN_SECRET_KEY", "given")
    assert secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", ["", "\n", "  "])
def test_an_empty_file_left_by_a_start_broken_off_is_made_good(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret.key").write_text(left)
    assert len(secret_key(tmp_path)) >= 50


def test_a_key_somebody_wrote_by_hand_is_taken_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text(" by hand \n")
    assert secret_key(tmp_path) == "by hand"


def test_many_that_begin_at_once_all_sign_with_one_key(tmp_path: Path) -> None:
    for number in range(20):
        together = Barrier(8)

        def begin(_n: int, data: Path = tmp_path / str(number), start: Barrier = together) -> str:
            start.wait(10)
            return secret_key(data)

        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(begin, range(8)))
        assert len(keys) == 1
        assert keys != {""}


def test_two_processes_that_begin_at_once_agree(tmp_path: Path) -> None:
    code = f"from pathlib import Path; from houqin.site.secrets import secret_key; print(secret_key(Path({str(tmp_path)!r})))"
    begun = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    assert len({one.communicate(timeout=60)[0] for one in begun}) == 1


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("postgresql://ann:p%40ss%2Fword@db:5433/houqin", {"USER": "ann", "PASSWORD": "p@ss/word", "HOST": "db", "PORT": 5433, "NAME": "houqin"}),
        ("postgresql:///houqin?host=/run/pg", {"USER": "", "HOST": "/run/pg", "PORT": "", "NAME": "houqin"}),
        ("postgresql://ann@/houqin?host=/run/pg&sslmode=require", {"USER": "ann", "HOST": "/run/pg", "NAME": "houqin"}),
        ("postgresql://[::1]:5432/h", {"HOST": "::1", "PORT": 5432, "NAME": "h"}),
    ],
)  # fmt: skip
def test_an_address_of_a_database_is_taken_apart(url: str, wanted: dict[str, object]) -> None:
    read = database(url)
    assert {key: read[key] for key in wanted} == wanted


def test_options_of_an_address_reach_the_driver() -> None:
    options = database("postgresql://ann@db/houqin?sslmode=require&connect_timeout=3")["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["connect_timeout"]) == ("require", "3")


def test_the_embedded_cluster_s_own_address_names_its_socket_and_role(tmp_path: Path) -> None:
    read = database(Cluster(tmp_path / "postgres").url(APPLICATION))
    assert read["USER"] == APPLICATION
    assert str(read["HOST"]).startswith("/")
