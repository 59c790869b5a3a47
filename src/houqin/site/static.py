"""The files of the pages: gathered, named by their content and compressed, only when one has changed."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

UNUSED = ["htmax*", "htmx-*[0-9].js", "*.map", "sources.sha256"]  # bundles and readable copies nobody is sent


def collect() -> bool:
    """Gather the files of all packages unless the ones gathered are these; returns whether it had to."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = digest()
    if stamp.exists() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
    return True


def digest() -> str:
    """Return a hash over name, size and time of every file and the version of what compresses them."""
    total = sha256(version("whitenoise").encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list(UNUSED), key=lambda pair: pair[0]):
            file = Path(storage.path(path)).stat()
            total.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return total.hexdigest()
