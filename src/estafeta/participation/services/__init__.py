"""Who comes: the acts. Other packages call these names."""

from estafeta.participation.services.check_ins import Answer, check_in_batch
from estafeta.participation.services.codes import ask_to_sign_up, confirm, resend_code
from estafeta.participation.services.confirming import answer_for, ask_who_was_there
from estafeta.participation.services.forgetting import (
    answer_farewell,
    escalate_farewells,
    forget,
    leave_for_good,
    take_consent_back,
)
from estafeta.participation.services.headcounts import add_headcount_photo
from estafeta.participation.services.letters import tell_changed
from estafeta.participation.services.offers import answer_offer, offer_freed_places, settle
from estafeta.participation.services.rounds import forget_unconfirmed, remind_in_the_morning, write_on_the_eve
from estafeta.participation.services.sameness import decide_pair, find_pairs
from estafeta.participation.services.sign_ups import (
    Clash,
    cancel,
    change_seats,
    sign_up,
    sign_up_child,
    tell_cancelled,
    will_come,
)
from estafeta.participation.services.teams import hand_over_team, join_team, leave_team, make_team

__all__ = [
    "Answer",
    "Clash",
    "add_headcount_photo",
    "answer_farewell",
    "answer_for",
    "answer_offer",
    "ask_to_sign_up",
    "ask_who_was_there",
    "cancel",
    "change_seats",
    "check_in_batch",
    "confirm",
    "decide_pair",
    "escalate_farewells",
    "find_pairs",
    "forget",
    "forget_unconfirmed",
    "hand_over_team",
    "join_team",
    "leave_for_good",
    "leave_team",
    "make_team",
    "offer_freed_places",
    "remind_in_the_morning",
    "resend_code",
    "settle",
    "sign_up",
    "sign_up_child",
    "take_consent_back",
    "tell_cancelled",
    "tell_changed",
    "will_come",
    "write_on_the_eve",
]
