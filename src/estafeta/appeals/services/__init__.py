"""The acts on appeals, one file per noun."""

from estafeta.appeals.services.asking import answer_back, ask, ask_without_account, support, ward_of, withdraw
from estafeta.appeals.services.checking import ask_back, escalate, escalate_one, merge, publish, refuse, reword, unmerge
from estafeta.appeals.services.contact import confirm_contact, send_code
from estafeta.appeals.services.forgetting import forget_asker
from estafeta.appeals.services.line import confirm, deed_called_off, finish, mark_done, mark_under_way, reopen
from estafeta.appeals.services.meeting import (
    delete_search,
    pause_search,
    resume_search,
    save_search,
    say_what_one_gives,
    tell_givers,
    tell_of_new_needs,
)
from estafeta.appeals.services.pictures import add_pictures, hide_picture, restore_picture
from estafeta.appeals.services.pledges import (
    add_need,
    answer_permit,
    deliver,
    drop_need,
    lapse,
    lapse_one,
    pledge,
    receive,
    withdraw_pledge,
)

__all__ = [
    "add_need", "add_pictures", "answer_back", "answer_permit", "ask", "ask_back", "ask_without_account", "confirm",
    "confirm_contact", "deed_called_off", "delete_search", "deliver", "drop_need", "escalate", "escalate_one",
    "finish", "forget_asker", "hide_picture", "lapse", "lapse_one", "mark_done", "mark_under_way", "merge",
    "pause_search", "pledge", "publish", "receive", "refuse", "reopen", "restore_picture", "resume_search", "reword",
    "save_search", "say_what_one_gives", "send_code", "support", "tell_givers", "tell_of_new_needs", "unmerge",
    "ward_of", "withdraw", "withdraw_pledge",
]  # fmt: skip
