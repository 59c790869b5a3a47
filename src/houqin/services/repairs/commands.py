"""The clocks from the terminal: histories in, verdicts out, no database."""

import argparse
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from houqin.services.repairs.sla.lines import answered


def sla(argv: list[str]) -> int:
    """`houqin repairs sla --input FILE --output FILE`: judge the clocks of histories, one a line.

    "-" is the terminal. Faulty lines are named on stderr and in their place; then the exit status is 1.
    """
    line = _read(argv)
    faults = 0
    with ExitStack() as files:
        given = (
            sys.stdin
            if line.input == Path("-")
            else files.enter_context(line.input.open(encoding="utf-8", errors="replace"))
        )
        made = (
            sys.stdout
            if line.output == Path("-")
            else files.enter_context(line.output.open("w", encoding="utf-8"))
        )
        for number, answer, fault in answered(given, line.now):
            print(answer, file=made)
            if fault:
                faults += 1
                print(f"{line.input}:{number}: {fault}", file=sys.stderr)
    return int(faults > 0)


def _read(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="houqin repairs sla", allow_abbrev=False)
    parser.add_argument("--input", type=Path, default=Path("-"))
    parser.add_argument("--output", type=Path, default=Path("-"))
    parser.add_argument("--now", type=_instant, help="judged at this instant where a line names none")
    return parser.parse_args(argv)


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no zone")
    return at
