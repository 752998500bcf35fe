from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import short_text
from estafeta.campaigns.models import Campaign
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Import(models.Model):
    """A table that came in from elsewhere: whose, what became of every row, and the key to take it back by.

    `content` holds the file only until it is written or given up; `options` are what a row means where it says nothing.
    """

    class Noun(models.TextChoices):
        ORGANISATIONS = "organisations", _("Organisations")
        APPEALS = "appeals", _("Appeals")
        DEEDS = "deeds", _("Deeds")
        PEOPLE = "people", _("People")
        ATTENDANCE = "attendance", _("Attendance")

    class State(models.TextChoices):
        READ = "read", _("read, nothing is written yet")
        WAITING = "waiting", _("waits to be written")
        RUNNING = "running", _("is being written")
        DONE = "done", _("written")
        FAILED = "failed", _("could not be written")
        UNDONE = "undone", _("taken back")

    key = models.CharField(max_length=8, unique=True)
    noun = models.CharField(max_length=13, choices=Noun)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="imports")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="imports")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="imports")
    name = short_text()
    source = short_text()
    state = models.CharField(max_length=7, choices=State, default=State.READ)
    content = models.BinaryField(default=b"", blank=True)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    fates = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    batch = models.CharField(max_length=8, blank=True, default="")
    recorded_at = models.DateTimeField(null=True, blank=True)
    sentence = short_text()
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-made_at"], name="imports_of_person")]
        constraints = [
            models.CheckConstraint(
                name="import_noun_is_known",
                condition=Q(noun__in=["organisations", "appeals", "deeds", "people", "attendance"]),
            ),
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=["read", "waiting", "running", "done", "failed", "undone"]),
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


class SavedMapping(models.Model):
    """What the columns of somebody's tables mean, kept under a name for the next table of that shape."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_mappings")
    noun = models.CharField(max_length=13, choices=Import.Noun)
    name = short_text(blank=False)
    mapping = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(name="mapping_saved_once_by_name", fields=["person", "noun", "name"]),
            models.CheckConstraint(name="saved_mapping_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
