"""Who plays: applicants whose unit has an approver, two keepers, an administrator; and their seals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.services.seals.actions.seals import register
from houqin.services.seals.demo.world import World
from houqin.services.seals.models import Seal

RED = (196, 30, 30)
SEALS = (  # title, category, share of the applications
    ("{school}公章", "school", 5),
    ("{office}公章", "unit", 4),
    ("{school}合同专用章", "contract", 3),
    ("{school}财务专用章", "finance", 1),
    ("{school}法定代表人名章", "legal", 1),
    ("{office}旧章", "other", 0),
)


@dataclass(frozen=True)
class Cast:
    """The people of the replay."""

    applicants: Sequence[Person]
    escorts: Sequence[Person]
    keepers: Sequence[Person]
    administrator: Person
    school: OrgUnit
    office: OrgUnit
    room: Place

    @classmethod
    def of(cls, world: World, unit_of: Callable[[Person, datetime], OrgUnit | None]) -> "Cast":
        """Pick the people from a world; raises ValueError where it lacks keepers or an administrator."""
        at = world.began + timedelta(days=1)
        administrator = next(iter(world.people_with("seals.register")), None)
        keepers = [person for person in world.people_with("seals.keep") if person != administrator]
        if administrator is None or len(keepers) < 2:
            raise ValueError("a demo campus needs a seal administrator and two keepers")
        approved = {unit.pk for unit in world.units.values() if world.people_with("seals.approve", unit=unit)}
        units = {person: unit_of(person, at) for person in (*world.staff, *world.students)}
        applicants = [person for person, unit in units.items() if unit and unit.pk in approved]
        roots = [unit for unit in world.units.values() if unit.parent_id is None]
        office = unit_of(keepers[0], at) or roots[0]
        room = next(room for room in world.rooms if "行政楼" in room.full_name or room == world.rooms[-1])
        return cls(applicants, world.staff, keepers[:2], administrator, roots[0], office, room)


def register_seals(cast: Cast, *, at: datetime) -> list[tuple[Seal, int]]:
    """Register the seals of the school, each with the share of applications it draws."""
    made = []
    for order, (title, category, share) in enumerate(SEALS):
        keeper, deputy = cast.keepers if order % 2 == 0 else reversed(cast.keepers)
        name = title.format(school=cast.school.name, office=cast.office.name)
        seal = register(
            title=name, category=category, unit=cast.office, place=cast.room, keeper=keeper, deputy=deputy,
            engraved_on=date(2016 + order, 9, 1), imprint=imprint(order), kept_in=f"A-{order + 1}",
            filing_number=f"DEMO-{order + 1:04d}", by=cast.administrator, at=at,
        )  # fmt: skip
        made.append((seal, share))
    return made


def imprint(order: int) -> SimpleUploadedFile:
    """Return a drawn imprint that no real seal has: rings, a star's rays and a number."""
    picture = Image.new("RGB", (320, 320), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((10, 10, 310, 310), outline=RED, width=8)
    draw.ellipse((110, 110, 210, 210), outline=RED, width=4)
    for angle in range(0, 360, 72):
        draw.pieslice((90, 90, 230, 230), angle - 8, angle + 8, fill=RED)
    draw.text((120, 250), f"DEMO {order + 1}", fill=RED, font_size=28)
    out = BytesIO()
    picture.save(out, "PNG")
    return SimpleUploadedFile("imprint.png", out.getvalue())
