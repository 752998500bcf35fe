"""The only writers of people, their roles, their consents, and of what is said of two rows of one human."""

from estafeta.people.services.people import (
    ask_to_be_forgotten,
    be_known_person,
    end_consent,
    end_role,
    erase,
    give_consent,
    give_role,
    give_role_by_contact,
    note_birth,
    note_contact,
    person_for_login,
    register,
    say_consents,
    settle_farewell,
    stay,
    tell_about_oneself,
)
from estafeta.people.services.sameness import drop_pairs_of, note_pairs, say_of_pair

__all__ = [
    "ask_to_be_forgotten",
    "be_known_person",
    "drop_pairs_of",
    "end_consent",
    "end_role",
    "erase",
    "give_consent",
    "give_role",
    "give_role_by_contact",
    "note_birth",
    "note_contact",
    "note_pairs",
    "person_for_login",
    "register",
    "say_consents",
    "say_of_pair",
    "settle_farewell",
    "stay",
    "tell_about_oneself",
]
