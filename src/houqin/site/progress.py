"""What the terminal shows while something takes its time: one line a step, with its seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(title: object) -> Iterator[None]:
    """Show a step when it begins and its seconds when it has ended; on stderr, so that stdout stays clean."""
    print(f"  {title} ", end="", file=sys.stderr, flush=True)
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


def say(sentence: object) -> None:
    """Show one line."""
    print(f"    {sentence}", file=sys.stderr, flush=True)
