from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import in_language, long_text, short_text
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.people.models import Person
from estafeta.photos.models import Photo
from estafeta.territories.models import Territory


class Story(models.Model):
    """A piece in the newsroom, in up to three languages.

    Everybody sees it from `published_at` on, which may lie ahead and never before `embargo_until`. A withdrawn story
    keeps its address, which says so.
    """

    class Kind(models.TextChoices):
        NEWS = "news", _("news")
        INTERVIEW = "interview", _("interview")
        RELEASE = "release", _("press release")
        PHOTOS = "photos", _("photo report")

    kind = models.CharField(max_length=9, choices=Kind, default=Kind.NEWS)
    slug = models.CharField(max_length=80, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="stories")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="stories")
    deed = models.ForeignKey(Deed, models.PROTECT, null=True, blank=True, related_name="stories")
    title_kk = short_text()
    title_ru = short_text()
    title_en = short_text()
    lead_kk = long_text()
    lead_ru = long_text()
    lead_en = long_text()
    text_kk = long_text()
    text_ru = long_text()
    text_en = long_text()
    folded = long_text()
    words_by = short_text()
    photos_by = short_text()
    source = short_text()
    lead_photo = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+")
    numbers = models.JSONField(default=list, blank=True)
    numbers_source = short_text()
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=64, unique=True)
    offered_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="stories")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = short_text()

    class Meta:
        verbose_name_plural = "stories"
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="stories_by_moment", condition=Q(withdrawn_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="story_kind_is_known", condition=Q(kind__in=["news", "interview", "release", "photos"])
            ),
            models.CheckConstraint(
                name="story_is_published_after_its_embargo",
                condition=Q(published_at=None) | Q(embargo_until=None) | Q(published_at__gte=F("embargo_until")),
            ),
            models.CheckConstraint(
                name="story_withdrawn_by_somebody_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
            ),
            models.CheckConstraint(
                name="story_withdrawn_was_published", condition=Q(withdrawn_at=None) | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="story_numbers_have_a_source", condition=Q(numbers=[]) | ~Q(numbers_source="")
            ),
            models.UniqueConstraint(
                name="story_offered_once_a_day", fields=["campaign", "offered_on"],
                condition=Q(offered_on__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or f"Story {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("newsroom:story", args=[self.slug])

    @property
    def title(self) -> str:
        return in_language(self, "title")


class Correction(models.Model):
    """What was wrong in a published story, what stands there now, and why. Only ever added."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="corrections")
    what_kk = short_text()
    what_ru = short_text()
    what_en = short_text()
    reason_kk = short_text()
    reason_ru = short_text()
    reason_en = short_text()
    edition = models.PositiveIntegerField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="correction_of_an_edition_once", fields=["story", "edition"]),
            models.CheckConstraint(
                name="correction_says_what_and_why",
                condition=~Q(what_kk="", what_ru="", what_en="") & ~Q(reason_kk="", reason_ru="", reason_en=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Correction {self.pk}"

    @property
    def what(self) -> str:
        return in_language(self, "what")

    @property
    def reason(self) -> str:
        return in_language(self, "reason")


class DayOfViews(models.Model):
    """How often a story was opened on one day, by whomever: nobody is told apart, no cookie is set."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="days_of_views")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "days of views"
        constraints = [models.UniqueConstraint(name="day_of_views_once", fields=["story", "day"])]

    def __str__(self) -> str:
        return f"Views of {self.story_id}"


class PressPicture(models.Model):
    """A photo that the press may use, under the licence that an editor wrote down."""

    class Licence(models.TextChoices):
        CC_BY = "cc-by-4.0", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        EDITORIAL = "editorial", _("for reports about the campaign, with the author named")

    photo = models.OneToOneField(Photo, models.CASCADE, related_name="+")
    story = models.ForeignKey(Story, models.CASCADE, related_name="press_pictures")
    licence = models.CharField(max_length=12, choices=Licence)
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="licence_is_known", condition=Q(licence__in=["cc-by-4.0", "cc-by-sa-4.0", "editorial"])
            ),
        ]

    def __str__(self) -> str:
        return f"Press picture {self.pk}"


class PressKit(models.Model):
    """What the press gets of one day: one file with logos, fact sheets, figures, contacts and pictures."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="press_kits")
    day = models.DateField()
    figures = models.JSONField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="press_kit_once_a_day", fields=["campaign", "day"])]

    def __str__(self) -> str:
        return f"Press kit {self.day}"

    @property
    def file(self) -> str:
        """Where it lies in the storage."""
        return f"press/{self.campaign.slug}/{self.day.isoformat()}.zip"
