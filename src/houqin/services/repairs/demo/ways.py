"""Other ways of reporting, by real deeds: a guest, a caller, hours agreed with consent, planned stops."""

import random
from datetime import datetime, timedelta

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions import dispatch
from houqin.services.repairs.actions.desk import report_for
from houqin.services.repairs.actions.guests import new_ticket, report_as_guest
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.actions.stops import announce, end, lift
from houqin.services.repairs.demo.story import Scene
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.sla import windows

AGREED = (("appliance.washing_machine", True), ("carpentry.cabinet", False), ("hvac.control", True))
HOTLINE = "100-0000-0110"


def play(scene: Scene, *, rng: random.Random, until: datetime) -> None:
    """Add to the day what came by other doors."""
    if len(scene.residents) < 6:
        return
    _guest(scene, until)
    _call(scene, until)
    _agreed(scene, until)
    _stops(scene, until)


def _guest(scene: Scene, until: datetime) -> None:
    open_to_all = [one for one in scene.public if one.access == Place.Access.PUBLIC]
    if open_to_all:
        fault = taxonomy.category("civil.road_manhole")
        report_as_guest(
            ticket=new_ticket(), place=open_to_all[0], origin="", category=fault, text="井盖松动，踩上去会翘",
            at=until - timedelta(minutes=22),
        )  # fmt: skip


def _call(scene: Scene, until: datetime) -> None:
    who, home = scene.residents[4]
    fault = taxonomy.category("plumbing.no_water")
    report_for(
        who, place=home, category=fault, text="电话说一早起来就没水，对门有水", by=scene.dispatchers[0],
        at=until - timedelta(minutes=31),
    )  # fmt: skip


def _agreed(scene: Scene, until: datetime) -> None:
    """Three orders of one technician with hours agreed, the first of them the next that is left today."""
    today = windows.windows(local_date(until), scene.hours, until)
    tomorrow = windows.windows(local_date(until) + timedelta(days=1), scene.hours, until)
    pairs = [one for one in (*today, *tomorrow) if one.end - one.start <= timedelta(hours=2)]
    for number, (code, may_enter) in enumerate(AGREED):
        who, home = scene.residents[1 + number]
        at = until - timedelta(minutes=140 - 20 * number)
        order = report(
            place=home, category=taxonomy.category(code), by=who, at=at, channel="tag",
            window=pairs[number * 2 % len(pairs)], may_enter=may_enter,
        )  # fmt: skip
        if number < 2:
            dispatch.assign(
                order,
                technician=scene.technicians[0],
                by=scene.dispatchers[0],
                at=at + timedelta(minutes=15),
            )


def _stops(scene: Scene, until: datetime) -> None:
    """One tomorrow morning where the first resident lives, one that was, one lifted before its end."""
    home = scene.residents[0][1]
    building = Place.objects.filter(path__above=home.path, kind=Place.Kind.BUILDING).first() or home
    other = (
        Place.objects.filter(kind=Place.Kind.BUILDING).exclude(pk=building.pk).order_by("path").first()
        or home
    )
    eight = until.astimezone(SHANGHAI).replace(hour=8, minute=0, second=0, microsecond=0)
    day, hours = timedelta(days=1), timedelta(hours=4)
    by = scene.dispatchers[0]
    announce(
        supply="water", places=[building], starts_at=eight + day, ends_at=eight + day + hours, reason="更换楼前供水阀门",
        at=until - timedelta(hours=3), by=by, contact=HOTLINE,
    )  # fmt: skip
    past = announce(
        supply="power", places=[other], starts_at=eight - 9 * day, ends_at=eight - 9 * day + hours, reason="变压器年检",
        at=eight - 11 * day, by=by, contact=HOTLINE,
    )  # fmt: skip
    end(past, at=past.ends_at)
    early = announce(
        supply="lift", places=[other], starts_at=eight - 20 * day, ends_at=eight - 20 * day + 2 * hours, reason="电梯年检",
        at=eight - 22 * day, by=by, contact=HOTLINE,
    )  # fmt: skip
    lift(early, note="检验提前合格，已恢复运行", by=scene.dispatchers[0], at=early.starts_at + hours)
