"""The acts on appeals, one file per noun."""

from estafeta.appeals.services.asking import answer_back, ask, ask_without_account, support, ward_of, withdraw
from estafeta.appeals.services.checking import ask_back, escalate, escalate_one, merge, publish, refuse, reword, unmerge
from estafeta.appeals.services.forgetting import forget_asker
from estafeta.appeals.services.line import confirm, deed_called_off, finish, mark_done, mark_under_way, reopen
from estafeta.appeals.services.pledges import (
    add_need,
    answer_permit,
    deliver,
    lapse,
    lapse_one,
    pledge,
    receive,
    withdraw_pledge,
)

__all__ = [
    "add_need", "answer_back", "answer_permit", "ask", "ask_back", "ask_without_account", "confirm",
    "deed_called_off", "deliver", "escalate", "escalate_one", "finish", "forget_asker", "lapse", "lapse_one",
    "mark_done", "mark_under_way", "merge", "pledge", "publish", "receive", "refuse", "reopen", "reword", "support",
    "unmerge", "ward_of", "withdraw", "withdraw_pledge",
]  # fmt: skip
