"""`python -m houqin.site` is the `houqin` command."""

import sys

from houqin.site.cli import main

sys.exit(main())
