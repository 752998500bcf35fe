"""Acts on nominations, marks and the roll; the only writers of them."""

from estafeta.heroes.services.checking import (
    add_pictures,
    answer_consent,
    ask_consent,
    assign,
    confirm_evidence,
    refuse,
    set_aside,
    verify,
    write_sheet,
)
from estafeta.heroes.services.forgetting import forget
from estafeta.heroes.services.judging import decide, declare_conflict, object_to, score, settle
from estafeta.heroes.services.nominating import (
    add_evidence,
    confirm,
    nominate,
    nominate_without_account,
    resend_code,
    withdraw,
)
from estafeta.heroes.services.roll import add_portrait, retell, set_prize, vote

__all__ = [
    "add_evidence",
    "add_pictures",
    "add_portrait",
    "answer_consent",
    "ask_consent",
    "assign",
    "confirm",
    "confirm_evidence",
    "decide",
    "declare_conflict",
    "forget",
    "nominate",
    "nominate_without_account",
    "object_to",
    "refuse",
    "resend_code",
    "retell",
    "score",
    "set_aside",
    "set_prize",
    "settle",
    "verify",
    "vote",
    "withdraw",
    "write_sheet",
]  # fmt: skip
