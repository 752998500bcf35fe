from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import short_text
from estafeta.campaigns.models import Campaign
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Import(models.Model):
    """A table that came in from elsewhere: whose, what became of every row, and the key to take it back by.

    `recorded_at` is the moment that the facts of a table of attendance share.
    """

    class Noun(models.TextChoices):
        ORGANISATIONS = "organisations", _("Organisations")
        APPEALS = "appeals", _("Appeals")
        DEEDS = "deeds", _("Deeds")
        PEOPLE = "people", _("People")
        ATTENDANCE = "attendance", _("Attendance")

    key = models.CharField(max_length=8, unique=True)
    noun = models.CharField(max_length=13, choices=Noun)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="imports")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="imports")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="imports")
    source = short_text()
    mapping = models.JSONField(default=dict)
    fates = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    recorded_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-made_at"], name="imports_of_person")]
        constraints = [
            models.CheckConstraint(
                name="import_noun_is_known",
                condition=Q(noun__in=["organisations", "appeals", "deeds", "people", "attendance"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.key}"


class ImportedRow(models.Model):
    """A row of a table that became a thing: by its source's key it is known again; taken back, it can come anew."""

    came_with = models.ForeignKey(Import, models.CASCADE, related_name="things")
    noun = models.CharField(max_length=13, choices=Import.Noun)
    key = models.CharField(max_length=200)
    number = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="row_of_a_source_comes_once", fields=["noun", "key"], condition=Q(undone_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.number}"
