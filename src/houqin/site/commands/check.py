"""`houqin check`: what a declaration promises and does not keep."""

import sys

from houqin.site import checks


def check(argv: list[str]) -> int:
    """Say what is wrong with the declarations and with this server; exits with 1 where something must be mended."""
    problems = list(checks.problems())
    for problem in problems:
        print(problem, file=sys.stderr if problem.fatal else sys.stdout)
    print(f"{sum(p.fatal for p in problems)} to mend, {sum(not p.fatal for p in problems)} to know")
    return int(any(problem.fatal for problem in problems))
