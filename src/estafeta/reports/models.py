from django.db import models
from django.db.models import Q

from estafeta.base.fields import long_text
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Report(models.Model):
    """A published final report: what it tells, frozen, as of one moment. Its documents are made from that alone."""

    key = models.CharField(max_length=12, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    as_of = models.DateTimeField()
    word_kk = long_text()
    word_ru = long_text()
    word_en = long_text()
    signed = models.CharField(max_length=200, blank=True, default="")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="report_once_as_of_a_moment",
                fields=["campaign", "territory", "organisation", "as_of"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="report_of_a_territory_or_an_organisation",
                condition=Q(territory=None) | Q(organisation=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.key}"

    def file(self, name: str) -> str:
        """Where one of its documents lies in the storage."""
        return f"reports/{self.key}/{name}"
