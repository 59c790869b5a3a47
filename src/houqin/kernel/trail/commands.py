"""The trail from the terminal."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date, now
from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.house import sentence
from houqin.kernel.trail.roots import Root, parse, root_of
from houqin.kernel.trail.verify import Fault, Finding, verify

FAULTS: Mapping[Fault, StrOrPromise] = {
    "row_altered": gettext_lazy("记录内容被改动"),
    "link_altered": gettext_lazy("链上的哈希值被改动"),
    "altered": gettext_lazy("记录内容或其哈希值被改动"),
    "row_missing": gettext_lazy("记录被删除"),
    "row_moved": gettext_lazy("链上的时间被改动"),
    "links_missing": gettext_lazy("链从这里起缺失"),
    "row_unlinked": gettext_lazy("记录不是经系统写入的"),
    "words_altered": gettext_lazy("个人内容被改动"),
    "words_missing": gettext_lazy("个人内容被删除"),
    "words_added": gettext_lazy("个人内容是事后添加的"),
    "root_differs": gettext_lazy("与先前导出的根值不一致"),
}


def verify_trail(argv: list[str]) -> None:
    """`houqin trail verify [FILE]`: recompute the whole chain; FILE holds roots exported before.

    Exits with 1 and names the place of everything that was altered.
    """
    report = verify(_progress, _roots(argv))
    print(file=sys.stderr)
    print(
        _("已核对 {count} 条记录，最新根值 {root}").format(
            count=f"{report.checked:,}", root=report.root.hex()
        )
    )
    for finding in report.findings:
        print(_line(finding))
    if not report.sound:
        raise SystemExit(1)
    print(_("记录完整，未发现改动。"))


def root(argv: list[str]) -> None:
    """`houqin trail root [DAY]`: print the root of a day (default: today), to be kept elsewhere each day."""
    try:
        day = date.fromisoformat(argv[0]) if argv else local_date(now())
    except ValueError:
        raise SystemExit(sentence(Refused("trail.day_unreadable", day=argv[0]))) from None
    found = root_of(day)
    print(found if found else _("到这一天为止还没有记录。"))


def _roots(argv: list[str]) -> list[Root]:
    if not argv:
        return []
    try:
        lines = Path(argv[0]).read_text().splitlines()
        return [parse(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise SystemExit(sentence(Refused("trail.file_unreadable", name=argv[0]))) from None
    except Refused as refused:
        raise SystemExit(sentence(refused)) from None


def _line(finding: Finding) -> str:
    place = _("第 {seq} 条").format(seq=f"{finding.seq:,}") if finding.seq is not None else _("未入链")
    return f"{place}  {finding.happening or ''}  {FAULTS[finding.fault]}"


def _progress(checked: int) -> None:
    print(f"\r{checked:,}", end="", file=sys.stderr, flush=True)
