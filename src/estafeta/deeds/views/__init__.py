"""The doors of deeds: telling a new one step by step, changing it, running it."""

from estafeta.deeds.views.acts import (
    announce,
    call_off,
    copy,
    hand_in,
    refuse,
    repeat,
    report,
    verify,
)
from estafeta.deeds.views.managing import edit, manage, mine
from estafeta.deeds.views.photos import photo_act, photos
from estafeta.deeds.views.rights import end_right, right, rights
from estafeta.deeds.views.telling import for_appeal, for_day, new, preview, start_anew, step, without_baton
from estafeta.deeds.views.together import part_ways, together

__all__ = [
    "announce",
    "call_off",
    "copy",
    "edit",
    "end_right",
    "for_appeal",
    "for_day",
    "hand_in",
    "manage",
    "mine",
    "new",
    "part_ways",
    "photo_act",
    "photos",
    "preview",
    "refuse",
    "repeat",
    "report",
    "right",
    "rights",
    "start_anew",
    "step",
    "together",
    "verify",
    "without_baton",
]
