"""Both lifecycles for the generic walker."""

from datetime import date

from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.walk import Stage, Walk
from houqin.kernel.people.actions.people import add_person
from houqin.services.seals.lifecycle import APPLICATION, SEAL, SealState
from houqin.services.seals.models import Application, KindOfMatter, Seal
from houqin.services.seals.rules import Presented, Succession

FINGERPRINT = "ab" * 32


def begin_seal(stage: Stage) -> Seal:
    """Enter a seal; the stage's people have no roles, so the installation does it."""
    deputy = add_person(name="代管人", kind="staff", at=stage.at)
    seal = Seal(
        title="印章", category="unit", unit=stage.unit, place=stage.place, applicant=stage.applicant,
        deputy=deputy,
        engraved_on=date(2020, 1, 1),
    )  # fmt: skip
    SEAL.open(seal, by=None, at=stage.at)
    return seal


def begin_application(stage: Stage) -> Application:
    """Apply without a route: the walker keeps a seat of its own."""
    document = File.objects.create(
        sha256=FINGERPRINT, kind="voucher", media_type="application/pdf", size=1, name="x.pdf", at=stage.at
    )
    application = Application(
        title="证明", seal=begin_seal(stage), matter_kind=KindOfMatter.objects.get(key="certificate"),
        copies=1, pages=1, addressee="某单位", purpose="办理手续", document=document, fingerprint=FINGERPRINT,
        applicant=stage.applicant, unit=stage.unit, place=stage.place,
    )  # fmt: skip
    APPLICATION.open(application, by=stage.applicant, at=stage.at)
    return application


def in_order(case: Case) -> Presented:
    """What lies before the keeper when nothing is wrong."""
    return Presented(
        seal="印章", seal_state=SealState.IN_USE, kept_by="保管员", is_keeper=True,
        copies=1, approved_copies=1, fingerprint=FINGERPRINT, brought=FINGERPRINT,
    )  # fmt: skip


WALKS = [
    Walk(
        lifecycle=SEAL,
        begin=begin_seal,
        facts={"hand_over": lambda case: Succession(same_as_before=False, is_own_deputy=False)},
        changes={"hand_over": lambda stage, handler: {"handler": handler}},
    ),
    Walk(
        lifecycle=APPLICATION,
        begin=begin_application,
        facts=dict.fromkeys(("stamp", "take_out", "decline", "bring_back"), in_order),
        changes={"follow_seal": lambda stage, handler: {"handler": handler}},
    ),
]
