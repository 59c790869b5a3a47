"""The `houqin` command: finds the subcommand, sets the stage for it, hands it the rest of the line."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from houqin.site.translations import compile_all

OWNERS = {
    "up",
    "migrate",
    "check",
    "django",
}  # work as the role that owns the tables, others as the application
OFFLINE = {
    "up",
    "files",
    "messages",
    "pictures",
    "repairs sla",
}  # need no database, or start it by themselves

Command = Callable[[list[str]], object]


@dataclass(frozen=True, slots=True)
class Line:
    """A command line taken apart: words before the options, all words, the data directory."""

    words: Sequence[str]
    data: Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns its exit status."""
    line = _read(list(sys.argv[1:] if argv is None else argv))
    if line.words[:1] in (["--version"], ["-V"]):
        print(version("houqin"))
        return 0
    command = line.words[0] if line.words else ""
    _set_stage(line, command)
    commands = _commands()
    for name in sorted(commands, key=len, reverse=True):
        if list(line.words[: len(name.split())]) == name.split():
            _open_database(name)
            done = commands[name](list(line.words[len(name.split()) :]))
            return done if isinstance(done, int) else 0
    _help(commands)
    return 0 if command in {"", "help", "--help", "-h"} else 2


def _read(argv: list[str]) -> Line:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("HOUQIN_DATA", "var")))
    known, words = parser.parse_known_args(argv)
    return Line(words, known.data.resolve())


def _set_stage(line: Line, command: str) -> None:
    os.environ["HOUQIN_DATA"] = str(line.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "houqin.site.settings")
    if command in OWNERS:
        os.environ.setdefault("HOUQIN_ROLE", "owner")
    compile_all()
    import django
    from django.utils.translation import activate

    django.setup()
    activate("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en")


def _commands() -> Mapping[str, Command]:
    from houqin.kernel.registry.house import house
    from houqin.site.commands import check, demo, migrate, tools, up, worker

    own: dict[str, Command] = {
        "up": up.up,
        "migrate": migrate.migrate,
        "demo": demo.demo,
        "check": check.check,
        "worker": worker.worker,
        "files": tools.files,
        "messages": tools.messages,
        "django": tools.django,
    }
    return own | {name: run for feature in house().features for name, run in feature.commands.items()}


def _open_database(name: str) -> None:
    from django.conf import settings

    if settings.EMBEDDED and name not in OFFLINE:
        settings.CLUSTER.ensure()


def _help(commands: Mapping[str, Command]) -> None:
    print("houqin COMMAND [options]     --data DIR: where the data lies (default: HOUQIN_DATA or var)\n")
    for name, run in commands.items():
        first = (run.__doc__ or "").strip().partition("\n")[0]
        print(f"  {name:<16}{first}")
