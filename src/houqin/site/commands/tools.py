"""Commands for those who work on the code: catalogues, pictures, page files, Django's own."""

import argparse
import sys

from django.core.management import execute_from_command_line

from houqin.site import messages as catalogue
from houqin.site import static
from houqin.site.translations import PACKAGE


def messages(argv: list[str]) -> int:
    """Bring the English catalogues in line with the code; --check only says what is missing or unused."""
    parser = argparse.ArgumentParser("houqin messages")
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args(argv).check:
        print(f"{catalogue.update(PACKAGE)} sentences wait for their English")
        return 0
    found = list(catalogue.gaps(PACKAGE))
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return int(bool(found))


def files(argv: list[str]) -> None:
    """Compile and gather the files that pages need."""
    static.collect()


def django(argv: list[str]) -> None:
    """Run one of Django's own commands: `houqin django makemigrations seals`."""
    execute_from_command_line(["houqin django", *argv])
