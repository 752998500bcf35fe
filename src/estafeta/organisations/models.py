from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import long_text, short_text
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Organisation(models.Model):
    """An NGO, authority, business, school, media or informal group, at home in a territory."""

    class Kind(models.TextChoices):
        NGO = "ngo", _("NGO")
        AUTHORITY = "authority", _("authority")
        BUSINESS = "business", _("business")
        SCHOOL = "school", _("school")
        MEDIA = "media", _("media")
        INFORMAL = "informal", _("informal group")

    kind = models.CharField(max_length=10, choices=Kind)
    name = short_text(blank=False)
    folded_name = short_text(db_index=True)
    slug = models.CharField(max_length=80, unique=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="organisations")
    registration_number = models.CharField(max_length=20, blank=True, default="")
    about = long_text()
    website = models.URLField(blank=True, default="")
    registered_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    verified_note = short_text()

    class Meta:
        indexes = [models.Index(fields=["territory", "name"], name="organisations_of_territory")]
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(kind__in=["ngo", "authority", "business", "school", "media", "informal"]),
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(
                name="organisation_registered_once",
                fields=["registration_number"],
                condition=~Q(registration_number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:organisation", args=[self.slug])

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class Membership(models.Model):
    """A person's part in an organisation. A leaving is a moment, never a deletion."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        ORGANISER = "organiser", _("organiser")
        CHECKER = "checker", _("check-in helper")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_once_per_person_and_organisation",
                fields=["organisation", "person"],
                condition=Q(left_at=None),
            ),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=["owner", "organiser", "checker"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.organisation_id}"


class Invitation(models.Model):
    """An offer of membership by a private link to one contact; taken once or it lapses."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=9, choices=Membership.Role)
    token = models.CharField(max_length=43, unique=True)
    invited_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    lapses_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_taken_by_somebody",
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
        ]
