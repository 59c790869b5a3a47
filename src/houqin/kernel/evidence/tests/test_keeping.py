"""Files on disk: shared by content, private, whole or not at all."""

import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence import disk
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.store import content, open_file, store, thumbnail
from houqin.kernel.evidence.tasks import sweep
from houqin.kernel.evidence.tests.uploads import encoded, flag, pdf, upload
from houqin.kernel.people.models import Person

PHOTO = encoded(flag())


def _files(root: Path) -> list[Path]:
    return [path for path in (root / "files").rglob("*") if path.is_file()]


def test_the_same_file_of_one_person_is_one_row(student: Person, at: datetime) -> None:
    first = store(upload(PHOTO, "one.jpg"), by=student, at=at, kind="photo")
    again = store(upload(PHOTO, "two.jpg"), by=student, at=at + timedelta(days=1), kind="photo")
    assert again == first
    assert (again.name, again.at) == ("one.jpg", at)


def test_nobody_sees_the_name_another_gave_to_the_same_file(
    student: Person, classmate: Person, at: datetime, root: Path
) -> None:
    mine = store(upload(PHOTO, "my secret.jpg"), by=student, at=at, kind="photo")
    theirs = store(upload(PHOTO, "blank form.jpg"), by=classmate, at=at, kind="photo")
    assert mine.sha256 == theirs.sha256
    assert (theirs.name, theirs.by) == ("blank form.jpg", classmate)
    assert len(_files(root)) == 1


def test_a_file_that_somebody_read_before_is_stored_from_its_beginning(student: Person, at: datetime) -> None:
    given = upload(pdf(), "a.pdf")
    given.read()
    assert content(store(given, by=student, at=at, kind="voucher")) == pdf()


def test_content_is_readable_by_the_program_alone(student: Person, at: datetime, root: Path) -> None:
    file = store(upload(PHOTO), by=student, at=at, kind="photo")
    thumbnail(file)
    for path in root.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o600 if path.is_file() else 0o700), path
    assert root.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_the_same_file_leave_one_row_and_one_content(
    student: Person, at: datetime, root: Path
) -> None:
    start, kept, troubles = threading.Barrier(8), [], []

    def bring() -> None:
        try:
            start.wait()
            kept.append(store(upload(PHOTO), by=student, at=at, kind="photo").pk)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(kept) == 8
    assert set(kept) == {File.objects.get().pk}
    assert len(_files(root)) == 1


def test_a_deed_that_is_undone_leaves_no_visible_file(student: Person, at: datetime, root: Path) -> None:
    with transaction.atomic():
        store(upload(PHOTO), by=student, at=at, kind="photo")
        transaction.set_rollback(True)
    assert not File.objects.exists()
    assert len(_files(root)) == 1


def test_a_program_killed_while_writing_leaves_no_half_file_under_a_true_name(root: Path) -> None:
    """The child is killed by the system between writing the bytes and giving them their name."""
    code = (
        "import os, signal, sys; from django.conf import settings; from pathlib import Path\n"
        "settings.configure(EVIDENCE_ROOT=sys.argv[1])\n"
        "from houqin.kernel.evidence import disk\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL) if written else None\n"
        "written = False\n"
        "disk._private_folder(disk.place_of('ab' * 32).parent)\n"
        "written = True\n"
        "disk.write(disk.place_of('ab' * 32), bytes(1_000_000))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(root)], check=False, env={"PYTHONPATH": _source()})
    assert done.returncode == -9
    assert not disk.place_of("ab" * 32).exists()
    left = _files(root)
    assert [path.name[0] for path in left] == ["."]


@pytest.mark.django_db
def test_leftovers_are_swept_after_a_day_and_kept_files_stay(
    student: Person, at: datetime, root: Path
) -> None:
    file = store(upload(PHOTO), by=student, at=at, kind="photo")
    thumbnail(file)
    orphan = disk.place_of(disk.put(b"never got a row"))
    half = orphan.parent / ".half"
    half.write_bytes(b"h")
    young = disk.place_of(disk.put(b"the row is still to come"))
    for path in (orphan, half, disk.place_of(file.sha256)):
        os.utime(path, (at.timestamp() - 90_000,) * 2)
    os.utime(young, (at.timestamp() - 3_600,) * 2)
    assert sweep(at) == 2
    assert set(_files(root)) == {young, disk.place_of(file.sha256)}


@pytest.mark.django_db
def test_old_content_that_comes_again_is_young_again(student: Person, at: datetime) -> None:
    place = disk.place_of(disk.put(b"again"))
    os.utime(place, (1, 1))
    disk.put(b"again")
    assert sweep(at) == 0
    assert place.exists()


@pytest.mark.parametrize("harm", ["gone", "altered"])
def test_lost_or_altered_content_is_never_handed_out(harm: str, student: Person, at: datetime) -> None:
    file = store(upload(PHOTO), by=student, at=at, kind="photo")
    place = disk.place_of(file.sha256)
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(b"something else")
    with pytest.raises(Refused, match=r"evidence\.lost"):
        open_file(file)


def _source() -> str:
    return str(Path(__file__).resolve().parents[4])
