from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import short_text
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Entry(models.Model):
    """Who did what to which thing, when. Written once; the database refuses to change or delete it."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="journal_entries")
    act = models.CharField(max_length=40)
    thing = models.CharField(max_length=60)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["thing", "at"], name="journal_story_of_a_thing")]

    def __str__(self) -> str:
        return f"{self.act} {self.thing}"


class Look(models.Model):
    """Somebody saw personal data of another: whose, of what kind, with which thing. Written once an hour at most."""

    class What(models.TextChoices):
        LIST = "list", _("the list of participants")
        FILE = "file", _("the list of participants, as a file")
        GATE = "gate", _("the check-in page")
        ASKER = "asker", _("the asker's contact")
        PAIR = "pair", _("two entries that may be one person")
        FAREWELL = "farewell", _("the wish to be forgotten")

    viewer = models.ForeignKey(Person, models.PROTECT, related_name="looks")
    person = models.ForeignKey(Person, models.CASCADE, related_name="looked_at")
    what = models.CharField(max_length=8, choices=What)
    thing = models.CharField(max_length=60)
    title = short_text()
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="looks_at_a_person"),
            models.Index(fields=["thing", "viewer", "-at"], name="looks_by_somebody"),
            models.Index(fields=["territory", "-at"], name="looks_in_a_territory"),
        ]
        constraints = [
            models.CheckConstraint(
                name="look_is_of_a_known_kind",
                condition=Q(what__in=["list", "file", "gate", "asker", "pair", "farewell"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.thing}"
