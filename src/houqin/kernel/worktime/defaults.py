"""The schedules every school starts with; the office edits its own versions of them. Pure."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from houqin.kernel.worktime.hours import ROUND_THE_CLOCK, ServiceHours, Worked, read_windows

NAMESPACE = UUID("6f1d3c0e-5a0b-4f0e-9a53-2f3f0f8d7b11")


@dataclass(frozen=True, slots=True)
class DefaultSchedule:
    """A schedule's first name and hours; the id of that version is the same in every school."""

    key: str
    title: str
    hours: ServiceHours

    @property
    def version(self) -> UUID:
        """Id of the first version, so that a pin holds wherever the rows come from."""
        return uuid5(NAMESPACE, self.key)


OFFICE = ServiceHours(read_windows("08:30-11:30, 13:00-17:00", Worked.WORKING))
LOGISTICS = ServiceHours(
    (*read_windows("07:30-22:00", Worked.WORKING), *read_windows("07:30-22:00", Worked.OFF))
)
DEFAULTS = {
    one.key: one
    for one in (
        DefaultSchedule("office", "办公时间", OFFICE),
        DefaultSchedule("logistics", "后勤班", LOGISTICS),
        DefaultSchedule("always", "全天候", ROUND_THE_CLOCK),
    )
}
BY_VERSION = {one.version: one for one in DEFAULTS.values()}
