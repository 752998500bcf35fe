"""What may be done with a baton, where a deed stands in the line, and how surely a figure is known."""

from estafeta.relay.rules.batons import (
    CARRY_LASTS,
    FULLY_BROUGHT,
    LONGEST_WORDS,
    MOST_LETTERS_A_DAY,
    MOST_REVIVALS,
    OF_A_PARTICIPANT,
    OF_AN_ORGANISER,
    PASS_LASTS,
    TRANSITIONS,
    may_answer,
    may_follow,
    may_give,
    may_move,
)

__all__ = [
    "CARRY_LASTS", "FULLY_BROUGHT", "LONGEST_WORDS", "MOST_LETTERS_A_DAY", "MOST_REVIVALS", "OF_AN_ORGANISER",
    "OF_A_PARTICIPANT", "PASS_LASTS", "TRANSITIONS", "may_answer", "may_follow", "may_give", "may_move",
]  # fmt: skip
