from django.db import models
from django.db.models import F, Q

from estafeta.base.fields import in_language, long_text, short_text
from estafeta.territories.models import Territory


class Campaign(models.Model):
    """A relay under one theme and slogan, with dates, territory and goals; may continue an earlier one."""

    slug = models.SlugField(max_length=60, unique=True)
    theme_kk = short_text()
    theme_ru = short_text()
    theme_en = short_text()
    slogan_kk = short_text()
    slogan_ru = short_text()
    slogan_en = short_text()
    about_kk = long_text()
    about_ru = long_text()
    about_en = long_text()
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="campaigns")
    starts_on = models.DateField()
    ends_on = models.DateField()
    continues = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="continued_by")
    is_example = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="campaign_does_not_continue_itself", condition=~Q(continues=F("pk"))),
        ]

    def __str__(self) -> str:
        return self.theme

    @property
    def theme(self) -> str:
        return in_language(self, "theme")

    @property
    def slogan(self) -> str:
        return in_language(self, "slogan")

    @property
    def about(self) -> str:
        return in_language(self, "about")


class Goal(models.Model):
    """What a campaign hopes to reach in one of the tally's metrics."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="goals")
    metric = models.CharField(max_length=20)
    target = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="goal_once_per_metric", fields=["campaign", "metric"])]
