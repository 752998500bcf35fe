import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import LANGUAGES, short_text
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person


class Certificate(models.Model):
    """What somebody did, frozen: a person's deeds of grades A and B, or the deeds of an organisation (its diploma).

    `content` never changes while the certificate is valid, and `digest` is its hash; `basis` is the hash of what it
    was made from, so that asking twice gives the same one. `place` is its own bit in the list of revoked passports.
    """

    class Shown(models.TextChoices):
        FULL = "full", _("my full name")
        SHORT = "short", _("my first name and an initial")
        NONE = "none", _("no name")

    code = models.CharField(max_length=16, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="certificates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="diplomas")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="certificates")
    deed = models.ForeignKey(Deed, models.PROTECT, null=True, blank=True, related_name="certificates")
    shown = models.CharField(max_length=5, choices=Shown, default=Shown.SHORT)
    language = models.CharField(max_length=2)
    content = models.JSONField()
    entries = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    basis = models.CharField(max_length=64)
    place = models.PositiveIntegerField(unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_because = short_text()

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "-issued_at"], name="certificates_of_person", condition=Q(person__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="certificate_of_a_person_once",
                fields=["person", "basis"],
                condition=Q(revoked_at=None, person__isnull=False),
            ),
            models.UniqueConstraint(
                name="diploma_of_an_organisation_once",
                fields=["organisation", "basis"],
                condition=Q(revoked_at=None, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_is_somebodys",
                condition=Q(person__isnull=False, organisation=None) | Q(person=None, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="certificate_shows_a_known_name", condition=Q(shown__in=["full", "short", "none"])
            ),
            models.CheckConstraint(name="certificate_language_is_known", condition=Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="certificate_revoked_with_a_reason",
                condition=Q(revoked_at=None, revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="")),
            ),
            models.CheckConstraint(
                name="certificate_revoked_after_it_was_issued",
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("issued_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Certificate {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("recognition:verify", args=[self.code])

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None


class SigningKey(models.Model):
    """A public key under which this installation has signed passports; the secret one is kept outside the database."""

    public = models.CharField(max_length=60, unique=True)
    first_used_at = models.DateTimeField()


class PaperEntry(models.Model):
    """A line of somebody's paper book, typed in: what they did before, or elsewhere. Never in the tally's figures."""

    class Grade(models.TextChoices):
        C = "C", _("stamped by the organisation that typed it in")
        E = "E", _("one's own word")

    person = models.ForeignKey(Person, models.PROTECT, related_name="paper_entries")
    what = short_text(blank=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="paper_entries")
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1, choices=Grade)
    typed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "paper entries"
        constraints = [
            models.UniqueConstraint(
                name="paper_entry_typed_once",
                fields=["person", "day", "what"],
                condition=Q(taken_back_at=None),
            ),
            models.CheckConstraint(name="paper_entry_is_of_grade_c_or_e", condition=Q(grade__in=["C", "E"])),
            models.CheckConstraint(
                name="paper_entry_of_grade_c_has_an_organisation",
                condition=~Q(grade="C") | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_entry_lasted_a_day_at_most", condition=Q(minutes__gte=1, minutes__lte=1440)
            ),
        ]


class ToldMark(models.Model):
    """That somebody has said "I was told to come" of a deed: a keyed mark against saying it twice, and no person.

    It knows no time, and its number is random, so that it stands in no order. `counted` once it has left the hours
    together with at least four others (docs/decisions/0010-told-to-come.md).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    mark = models.CharField(max_length=64, unique=True)
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="+")
    counted = models.BooleanField(default=False)
