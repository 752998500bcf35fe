from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import short_text
from estafeta.people.models import Person


class Photo(models.Model):
    """A picture of a thing, kept in two sizes under a name that nobody can guess; hidden ones are kept too."""

    class When(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")
        OTHER = "other", _("photo")

    thing = models.CharField(max_length=60)
    key = models.CharField(max_length=32, unique=True)
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    when = models.CharField(max_length=6, choices=When, default=When.OTHER)
    alt = short_text()
    credit = short_text()
    is_public = models.BooleanField(default=False)
    consent_noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="photos")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    hide_reason = short_text()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="photo_of_a_thing_once", fields=["thing", "digest"]),
            models.CheckConstraint(name="photo_when_is_known", condition=Q(when__in=["before", "after", "other"])),
            models.CheckConstraint(
                name="photo_hidden_by_somebody",
                condition=Q(hidden_at=None, hidden_by=None) | Q(hidden_at__isnull=False, hidden_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Photo {self.pk}"

    @property
    def large_url(self) -> str:
        return reverse("photo", args=[self.key, "large"])

    @property
    def small_url(self) -> str:
        return reverse("photo", args=[self.key, "small"])

    def file(self, size: str) -> str:
        """Where one size of it lies in the storage."""
        return f"photos/{self.key[:2]}/{self.key}-{size}.webp"
