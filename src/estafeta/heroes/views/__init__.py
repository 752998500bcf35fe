"""Doors of heroes, one file for each who comes through: nominator, investigator, jury, everybody."""

from estafeta.heroes.views.checking import check, check_act, checks, prize
from estafeta.heroes.views.judging import jury, sheet
from estafeta.heroes.views.roll import hero, how, retell, roll, vote
from estafeta.heroes.views.telling import consent, follow, follow_act, nominate

__all__ = [
    "check", "check_act", "checks", "consent", "follow", "follow_act", "hero", "how", "jury", "nominate", "prize",
    "retell", "roll", "sheet", "vote",
]  # fmt: skip
