"""Doors of appeals, one file for each who comes through: the asker, the coordinator, the giver."""

from estafeta.appeals.views.asking import new
from estafeta.appeals.views.checking import arrived, check, check_act, picture_act
from estafeta.appeals.views.following import follow, follow_act, received
from estafeta.appeals.views.helping import pledge, pledge_act, pledges, support
from estafeta.appeals.views.meeting import giving, needs, save_search, search_act
from estafeta.appeals.views.times import reply_times

__all__ = [
    "arrived", "check", "check_act", "follow", "follow_act", "giving", "needs", "new", "picture_act", "pledge",
    "pledge_act", "pledges", "received", "reply_times", "save_search", "search_act", "support",
]  # fmt: skip
