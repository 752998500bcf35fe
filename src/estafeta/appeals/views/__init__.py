"""Doors of appeals, one file for each who comes through: the asker, the coordinator, the giver."""

from estafeta.appeals.views.asking import follow, follow_act, new, received
from estafeta.appeals.views.checking import arrived, check, check_act
from estafeta.appeals.views.helping import pledge, pledge_act, pledges, support

__all__ = [
    "arrived", "check", "check_act", "follow", "follow_act", "new", "pledge", "pledge_act", "pledges", "received",
    "support",
]  # fmt: skip
