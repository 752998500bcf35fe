from django.db import models

from estafeta.people.models import Person


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
