"""The embedded server: made once, found again, recovering after a crash."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from houqin.site.postgres import APPLICATION, OWNER, Cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Return a running cluster in a folder other users may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="houqin-", dir="/tmp"))
    folder.chmod(0o755)
    made = Cluster(folder / "postgres", ("-c fsync=off",))
    made.ensure()
    yield made
    made.stop("immediate")
    shutil.rmtree(folder)


def test_the_cluster_has_its_database_and_three_roles(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER)) as connection:
        roles = {
            row[0] for row in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'houqin%'")
        }
        encoding = connection.execute("SHOW server_encoding").fetchone()
    assert roles == {"houqin", "houqin_owner", "houqin_trail"}
    assert encoding == ("UTF8",)


def test_asked_again_it_changes_nothing(cluster: Cluster) -> None:
    before = (cluster.directory / "postmaster.pid").read_text()
    cluster.ensure()
    assert (cluster.directory / "postmaster.pid").read_text() == before


def test_the_application_is_no_superuser_and_cannot_make_tables(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(APPLICATION)) as connection:
        row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        assert row == (False,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (n int)")


def test_it_finds_chinese(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        row = connection.execute("SELECT cardinality(show_trgm('食堂')) > 0").fetchone()
    assert row == (True,)


def test_after_a_power_cut_everything_committed_is_there(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    assert cluster.alive()
    os.kill(int((cluster.directory / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 20
    while cluster.alive() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not cluster.alive()
    cluster.start()
    with psycopg.connect(cluster.url(OWNER)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_a_long_path_gets_a_short_socket() -> None:
    deep = Cluster(Path("/tmp") / ("a" * 60) / ("b" * 60) / "postgres")
    assert len(str(deep.socket_directory)) < 60
    assert Cluster(Path("/tmp/x/postgres")).socket_directory == Path("/tmp/x/postgres/socket")
    assert (
        deep.socket_directory != Cluster(Path("/tmp") / ("a" * 61) / ("b" * 60) / "postgres").socket_directory
    )


def test_a_folder_that_is_no_cluster_is_not_taken_for_a_living_one(tmp_path: Path) -> None:
    assert not Cluster(tmp_path / "nothing").alive()
