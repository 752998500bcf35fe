"""What is done with deeds; the only writers of this package."""

from estafeta.deeds.services.action_days import set_action_day
from estafeta.deeds.services.announcing import announce, call_off, draft, refuse, revise, submit
from estafeta.deeds.services.chasing import chase_reports, remind
from estafeta.deeds.services.copies import copy, repeat
from estafeta.deeds.services.photos import Shown, add_photos, describe_photo, hide_photo, restore_photo
from estafeta.deeds.services.preparing import prepare
from estafeta.deeds.services.reporting import mark_done, mark_under_way, move_by_the_clock, report, verify
from estafeta.deeds.services.rights import end_right, give_right, take_right
from estafeta.deeds.services.shifts import Slot, set_shifts
from estafeta.deeds.services.together import organise_together, part_ways
from estafeta.deeds.services.types import load_types

__all__ = [
    "Shown",
    "Slot",
    "add_photos",
    "announce",
    "call_off",
    "chase_reports",
    "copy",
    "describe_photo",
    "draft",
    "end_right",
    "give_right",
    "hide_photo",
    "load_types",
    "mark_done",
    "mark_under_way",
    "move_by_the_clock",
    "organise_together",
    "part_ways",
    "prepare",
    "refuse",
    "remind",
    "repeat",
    "report",
    "restore_photo",
    "revise",
    "set_action_day",
    "set_shifts",
    "submit",
    "take_right",
    "verify",
]
