from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import long_text, short_text
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Case(models.Model):
    """All flags of one thing until a coordinator has settled them; a later flag opens another case.

    The thing is named by its kind and number, as in the journal. `waits_at` is the territory whose coordinators are
    to answer; it rises when they stay silent.
    """

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", _("hidden")
        KEPT = "kept", _("stays as it is")

    kind = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    title = short_text()
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    campaign = short_text(max_length=60)
    opened_at = models.DateTimeField(auto_now_add=True)
    waits_at = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    waits_since = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True, default="")
    reason = short_text()

    class Meta:
        indexes = [models.Index(fields=["waits_since"], name="cases_that_wait", condition=Q(settled_at=None))]
        constraints = [
            models.UniqueConstraint(name="case_open_once", fields=["kind", "number"], condition=Q(settled_at=None)),
            models.CheckConstraint(name="case_outcome_is_known", condition=Q(outcome__in=["", "hidden", "kept"])),
            models.CheckConstraint(
                name="case_settled_by_somebody_with_a_reason",
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Case of {self.kind}:{self.number}"


class Flag(models.Model):
    """Somebody says that a thing should not be public, and why. `key` makes the same form sent twice one flag."""

    class Reason(models.TextChoices):
        PERSON = "person", _("it shows or names somebody who does not want it")
        MINOR = "minor", _("it shows or names a child")
        UNTRUE = "untrue", _("it is not true")
        OFFENSIVE = "offensive", _("it insults or incites")
        DANGEROUS = "dangerous", _("it is dangerous or forbidden")
        SPAM = "spam", _("it is advertising")
        RIGHTS = "rights", _("it is somebody else's text or picture")
        OTHER = "other", _("something else")

    case = models.ForeignKey(Case, models.PROTECT, related_name="flags")
    key = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=9, choices=Reason)
    words = long_text()
    reporter = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="flags")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="flag_reason_is_known",
                condition=Q(
                    reason__in=["person", "minor", "untrue", "offensive", "dangerous", "spam", "rights", "other"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Flag {self.pk}"


class Hiding(models.Model):
    """A thing taken from everybody's sight, with its reason, until it is restored. The thing itself is not touched."""

    kind = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="hidings")
    reason = short_text()
    hidden_at = models.DateTimeField(auto_now_add=True)
    hidden_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    restore_reason = short_text()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="thing_hidden_once", fields=["kind", "number"], condition=Q(restored_at=None)),
            models.CheckConstraint(
                name="hiding_restored_by_somebody_with_a_reason",
                condition=Q(restored_at=None, restored_by=None)
                | (Q(restored_at__isnull=False, restored_by__isnull=False) & ~Q(restore_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Hiding of {self.kind}:{self.number}"
