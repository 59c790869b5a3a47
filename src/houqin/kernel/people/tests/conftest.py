from houqin.kernel.people.tests.cast import (
    administrator,
    administrators,
    clerk,
    colleague,
    college,
    office,
    school,
    second_administrator,
    seers,
    student,
    today,
)

__all__ = [
    "administrator", "administrators", "clerk", "colleague", "college", "office", "school",
    "second_administrator", "seers", "student", "today",
]  # fmt: skip
