from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import LANGUAGES, short_text
from estafeta.territories.models import Territory


class Person(models.Model):
    """Somebody who takes part, with or without a login."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")
    name = short_text()
    folded_name = short_text(db_index=True)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=16, blank=True, default="")
    language = models.CharField(max_length=2, default="kk", choices=settings.LANGUAGES)
    born_on = models.DateField(null=True, blank=True)
    guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="wards")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="people")
    met_at = models.DateTimeField(auto_now_add=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["email"], name="person_by_email", condition=~Q(email="")),
            models.Index(fields=["phone"], name="person_by_phone", condition=~Q(phone="")),
        ]
        constraints = [
            models.CheckConstraint(name="person_is_not_their_own_guardian", condition=~Q(guardian=F("pk"))),
            models.CheckConstraint(name="person_language_is_known", condition=Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="person_forgotten_has_no_contact",
                condition=Q(forgotten_at=None) | Q(email="", phone="", name="", user=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"


class Role(models.Model):
    """What a person may do in a territory and everything beneath it, in one campaign or (empty) in all."""

    class Kind(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        INVESTIGATOR = "investigator", _("investigator")
        JURY = "jury", _("jury member")
        EDITOR = "editor", _("editor")

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12, choices=Kind)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="roles")
    campaign = models.CharField(max_length=60, blank=True, default="")
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="roles_given")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="roles_ended")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_held_once",
                fields=["person", "kind", "territory", "campaign"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="role_kind_is_known", condition=Q(kind__in=["coordinator", "investigator", "jury", "editor"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.territory_id}"


class Consent(models.Model):
    """A person's (or a guardian's) word on one use of their data; taken back by `ended_at`, never deleted."""

    class Purpose(models.TextChoices):
        TAKE_PART = "take_part", _("taking part")
        PHOTOGRAPHS = "photographs", _("photographs")
        NEXT_CAMPAIGN = "next_campaign", _("letters about the next campaign")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    given_by = models.ForeignKey(Person, models.CASCADE, related_name="consents_given")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    wording = short_text()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consent_given_once", fields=["person", "purpose"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.person_id}"


class Farewell(models.Model):
    """Somebody who left a history asks to be forgotten; the coordinators of `territory` answer, or it rises."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="farewells")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    waits_since = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    is_granted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="farewell_asked_once", fields=["person"], condition=Q(settled_at=None)),
            models.CheckConstraint(
                name="farewell_granted_was_settled", condition=Q(is_granted=False) | Q(settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Farewell of {self.person_id}"


class Pair(models.Model):
    """Two people who may be one human under two rows; `one` was met first. A coordinator of both says which."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a word")
        SAME = "same", _("the same human")
        DIFFERENT = "different", _("two humans")
        DROPPED = "dropped", _("one of them was forgotten")

    class Why(models.TextChoices):
        CONTACT = "contact", _("the same contact and a name that is alike")
        BIRTH = "birth", _("the same name and birth date")
        PLACE = "place", _("the same name in the same place")

    one = models.ForeignKey(Person, models.PROTECT, related_name="+")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = models.CharField(max_length=7, choices=Why)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = short_text()

    class Meta:
        indexes = [models.Index(fields=["found_at"], name="pairs_that_wait", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(name="pair_of_two_people_once", fields=["one", "other"]),
            models.CheckConstraint(name="pair_is_of_two_in_order", condition=Q(one__lt=F("other"))),
            models.CheckConstraint(
                name="pair_state_is_known", condition=Q(state__in=["waiting", "same", "different", "dropped"])
            ),
            models.CheckConstraint(
                name="pair_was_decided_by_somebody",
                condition=~Q(state__in=["same", "different"]) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Pair of {self.one_id} and {self.other_id}"


class Verdict(models.Model):
    """What held of a pair from a moment on; only ever added, so that people can be counted as of any moment.

    The database stamps `recorded_at`, as it stamps a fact (docs/decisions/0006-as-of.md).
    """

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="verdicts")
    state = models.CharField(max_length=9, choices=Pair.State)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = short_text()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["recorded_at"], name="verdicts_as_of")]

    def __str__(self) -> str:
        return f"{self.state}, pair {self.pair_id}"
