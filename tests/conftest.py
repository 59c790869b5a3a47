"""What takes longer than CI has is left to `script/nightly`."""

import os

collect_ignore = [] if os.environ.get("HOUQIN_NIGHTLY") else ["nightly"]
