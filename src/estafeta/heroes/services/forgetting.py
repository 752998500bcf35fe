from django.db import transaction
from django.utils import timezone

from estafeta.heroes.models import Nomination, Vote
from estafeta.heroes.services.checking import answer_consent
from estafeta.heroes.services.states import held
from estafeta.journal.services import record

S = Nomination.Status
GONE = "…"


def forget(person_id: int) -> None:
    """Take out of nominations and the roll what tells who a forgotten person is. Twice is harmless.

    Writes: whoever agreed takes it back, so that the hero is hidden and the nomination closed; whose nomination is
            not decided yet, it is withdrawn; the words of both go. Marks of a juror stay, without a name.
    """
    Vote.objects.filter(person=person_id).delete()
    for nomination in Nomination.objects.filter(asked=person_id).order_by("pk"):
        if nomination.consent != Nomination.Word.NOT_ASKED:
            answer_consent(nomination, agrees=False)
        _empty(nomination, hero=True)
    for nomination in Nomination.objects.filter(nominator=person_id).order_by("pk"):
        _empty(nomination, hero=False)


@transaction.atomic
def _empty(nomination: Nomination, *, hero: bool) -> None:
    """Locks the Nomination row."""
    nomination = held(nomination)
    if not hero and nomination.status in {S.UNCONFIRMED, S.SENT, S.CHECKING}:
        nomination.status = S.WITHDRAWN
    nomination.witnesses = nomination.links = ""
    if hero:
        nomination.hero_name = nomination.title = GONE
        nomination.hero_folded = nomination.hero_about = nomination.shown_name = nomination.story = ""
        _empty_hero(nomination)
    nomination.save()
    record(None, "forgotten", nomination)


def _empty_hero(nomination: Nomination) -> None:
    """The roll's row stays hidden, without a name or a story, so that what was decided can still be counted."""
    hero = getattr(nomination, "hero", None)
    if hero is None:
        return
    hero.hidden_at = hero.hidden_at or timezone.now()
    hero.name = "" if hero.is_minor else GONE
    for code in ("kk", "ru", "en"):
        setattr(hero, f"story_{code}", "")
        setattr(hero, f"title_{code}", "")
    hero.folded = ""
    hero.save()
