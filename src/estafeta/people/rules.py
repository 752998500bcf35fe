from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.people.models import Consent, Farewell, Pair, Person, Role
from estafeta.territories.models import Territory

# What a person agrees to on their own page; consent to take part is given with each sign-up of a minor.
CHANGEABLE_CONSENTS = (Consent.Purpose.PHOTOGRAPHS, Consent.Purpose.NEXT_CAMPAIGN)

SIGN_IN_EXPECTED = timedelta(days=7)  # after which a role given to somebody by contact looks forgotten


def age_of(person: Person, on: date) -> int | None:
    """Full years on that day; None when the birth date is not known."""
    if person.born_on is None:
        return None
    had_birthday = (on.month, on.day) >= (person.born_on.month, person.born_on.day)
    return on.year - person.born_on.year - (not had_birthday)


def is_minor(person: Person, on: date) -> bool:
    """Younger than the age of consent on that day; somebody with a guardian and no birth date is one too."""
    age = age_of(person, on)
    return person.guardian_id is not None if age is None else age < settings.AGE_OF_CONSENT


def may_take_part(person: Person, on: date) -> Decision:
    """Who may come to a deed on that day; a minor only through a guardian."""
    if person.forgotten_at is not None:
        return no(_("This person has asked to be forgotten."))
    if is_minor(person, on) and person.guardian_id is None:
        return no(_("A parent, guardian or school has to sign you up: you are not old enough to do it alone."))
    return YES


def holds_in(role: Role, territory: Territory, campaign_slug: str) -> bool:
    """Whether a role reaches a territory: it and everything beneath, in all campaigns or in the one named."""
    return (
        role.ended_at is None
        and role.campaign in {"", campaign_slug}
        and territory.path.startswith(role.territory.path)
    )


def may_coordinate(person: Person | None, territory: Territory, campaign_slug: str = "") -> Decision:
    """Coordinators of the territory or of any above it.

    Takes: campaign_slug -- "" asks for what belongs to no single campaign (an organisation, a role in all
           campaigns): then only coordinators of all campaigns may.
    """
    if person is not None:
        roles = person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory")
        if any(holds_in(role, territory, campaign_slug) for role in roles):
            return YES
    return no(_("You do not coordinate this territory."))


def may_give_role(person: Person | None, territory: Territory, campaign_slug: str = "") -> Decision:
    """Coordinators of the territory or above it; the operator appoints the first."""
    if person is not None and person.user is not None and person.user.is_superuser:
        return YES
    return may_coordinate(person, territory, campaign_slug)


def may_end_role(person: Person | None, role: Role) -> Decision:
    """Whoever might have given it, and the one who holds it."""
    if person is not None and role.person_id == person.pk:
        return YES
    return may_give_role(person, role.territory, role.campaign)


def gives_roles(person: Person) -> bool:
    """Whether there is any territory at all in which a person may give roles."""
    if person.user is not None and person.user.is_superuser:
        return True
    return person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).exists()


def may_settle_farewell(person: Person | None, farewell: Farewell) -> Decision:
    """Another coordinator of the territory at which it waits, or the operator; never the one who asks."""
    if person is None or person.pk == farewell.person_id:
        return no(_("Somebody else decides this."))
    if person.user is not None and person.user.is_superuser:
        return YES
    if farewell.territory is None:
        return no(_("Somebody else decides this."))
    return may_coordinate(person, farewell.territory)


UNDO_WITHIN = timedelta(days=30)
ANSWER_WITHIN = timedelta(hours=48)  # PRODUCT.md, Nobody waits in vain
PATRONYMICS = ("ovich", "evich", "ich", "ovna", "evna", "ichna", "uli", "ulu", "kizi", "kizy", "ogli")
FEMALE = ("ova", "eva", "ina", "skaia", "ovna", "evna", "ichna", "kizi", "kizy")
SHORTEST_SLIP = 6


def may_say_of_pair(pair: Pair, state: str, at: datetime) -> Decision:
    """A merge can be undone for 30 days; that two are different, always."""
    if pair.state == Pair.State.DROPPED or state not in {Pair.State.SAME, Pair.State.DIFFERENT, Pair.State.WAITING}:
        return no(_("One of the two was forgotten; nothing can be said of them any more."))
    if pair.state == Pair.State.SAME and state != Pair.State.SAME and not can_be_undone(pair, at):
        return no(_("This was decided more than 30 days ago and stands."))
    return YES


def can_be_undone(pair: Pair, at: datetime) -> bool:
    return pair.decided_at is not None and at - pair.decided_at <= UNDO_WITHIN


def names_alike(one: str, other: str) -> bool:
    """Whether two folded names (`base.texts.fold_name`) may be one human's.

    Why: a patronymic left out, an initial, the order of words and one slip of the pen make no other human; another
         first name does, and so does the family name of a wife, a brother or a sister.
    """
    words, others = one.split(), other.split()
    if not words or not others:
        return False
    if len(words) > len(others):
        words, others = others, words
    return _matched(words, others) and _rest_is_patronymic(words, others)


def _matched(words: list[str], others: list[str]) -> bool:
    """Whether every word of the shorter name finds one of its own in the longer, at least one of them written out."""
    left, whole = list(others), 0
    for word in sorted(words, key=len, reverse=True):
        found = next((o for o in left if o == word), None) or next((o for o in left if _word_alike(word, o)), None)
        if found is None:
            return False
        left.remove(found)
        whole += min(len(word), len(found)) > 1
    return whole >= 1


def _rest_is_patronymic(words: list[str], others: list[str]) -> bool:
    """What one name has more than the other is a patronymic, or the shorter one is a single word."""
    more = len(others) - len(words)
    if more == 0 or len(words) == 1:
        return True
    left = list(others)
    for word in words:
        found = word if word in left else next((o for o in left if _word_alike(word, o)), None)
        if found:
            left.remove(found)
    return all(len(word) == 1 or word.endswith(PATRONYMICS) for word in left)


def _word_alike(word: str, other: str) -> bool:
    if word == other:
        return True
    if 1 in {len(word), len(other)}:
        return word[0] == other[0]
    if word[0] != other[0] or min(len(word), len(other)) < SHORTEST_SLIP:
        return False
    if word.endswith(FEMALE) != other.endswith(FEMALE):
        return False
    return _one_slip(word, other)


def _one_slip(word: str, other: str) -> bool:
    """A letter wrong, left out or doubled, or two swapped."""
    at = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, typed = word[at:], other[at:]
    return (
        rest[1:] == typed[1:] or rest == typed[1:] or rest[1:] == typed
        or (rest[:2] == typed[1::-1] and rest[2:] == typed[2:])
    )  # fmt: skip


def why_same(one: Person, other: Person, *, near: bool) -> str:
    """Why two people may be one human (Pair.Why); "" when nothing speaks for it or something against it.

    Takes: near -- whether both were counted in one place.
    Why:   a child on a parent's phone is a person of its own, and so is the other one of two namesakes with a
           contact each; only a human decides between what is left.
    """
    if _told_apart(one, other):
        return ""
    if (one.email and one.email == other.email) or (one.phone and one.phone == other.phone):
        return Pair.Why.CONTACT if names_alike(one.folded_name, other.folded_name) else ""
    if one.folded_name != other.folded_name or " " not in one.folded_name:
        return ""
    if one.born_on and one.born_on == other.born_on:
        return Pair.Why.BIRTH
    lacks_contact = not (one.email or one.phone) or not (other.email or other.phone)
    home = one.territory_id is not None and one.territory_id == other.territory_id
    return Pair.Why.PLACE if lacks_contact and (near or home) else ""


def _told_apart(one: Person, other: Person) -> bool:
    """A guardian and their ward, a child and somebody grown, or two birth dates."""
    if one.pk in {other.pk, other.guardian_id} or one.guardian_id == other.pk:
        return True
    if one.born_on and other.born_on:
        return one.born_on != other.born_on
    return (one.guardian_id is None) != (other.guardian_id is None)
