"""Acts of the newsroom: writing, publishing, offering a day's deed, building the press kit."""

from estafeta.newsroom.services.offering import offer, offer_all
from estafeta.newsroom.services.press import build_kit, build_kits, packed
from estafeta.newsroom.services.publishing import (
    add_picture,
    appear,
    count_view,
    hide_picture,
    lead_with,
    license_picture,
    publish,
    unschedule,
    withdraw,
)
from estafeta.newsroom.services.writing import Draft, start, write

__all__ = [
    "Draft", "add_picture", "appear", "build_kit", "build_kits", "count_view", "hide_picture", "lead_with",
    "license_picture", "offer", "offer_all", "packed", "publish", "start", "unschedule", "withdraw", "write",
]  # fmt: skip
