from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estafeta.base.fields import long_text, short_text
from estafeta.people.models import Person


class Letter(models.Model):
    """One message to one person. The row is written with the act that causes it; the postman carries it later."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "waiting")
        SENT = "sent", pgettext_lazy("letter", "sent")
        FAILED = "failed", pgettext_lazy("letter", "failed")

    person = models.ForeignKey(Person, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=5, choices=Channel)
    details = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    queued_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    subject = short_text()
    body = long_text()
    fault = short_text()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="letters_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.CheckConstraint(name="letter_state_is_known", condition=Q(state__in=["waiting", "sent", "failed"])),
            models.CheckConstraint(
                name="letter_sent_has_a_moment", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk} {self.kind}"


class Rhythm(models.Model):
    """How often a person with a role wants the letter that says what waits; without a row it comes every morning."""

    class Choice(models.TextChoices):
        DAILY = "daily", _("every morning")
        WEEKLY = "weekly", _("on Mondays")
        NEVER = "never", _("not at all: a letter for each thing as it comes")

    person = models.OneToOneField(Person, models.CASCADE, related_name="rhythm")
    choice = models.CharField(max_length=6, choices=Choice)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rhythm_is_known", condition=Q(choice__in=["daily", "weekly", "never"])),
        ]

    def __str__(self) -> str:
        return f"Rhythm of {self.person_id}"
