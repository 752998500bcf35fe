from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import in_language, long_text, short_text
from estafeta.deeds.models import Deed
from estafeta.heroes.models import Hero
from estafeta.participation.models import SignUp
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Forum(models.Model):
    """The event at which heroes are honoured: a deed by invitation, with a programme, guests and a hall.

    Places, the waiting list, tickets and the check-in are those of the deed's one shift
    (docs/decisions/0014-a-forum-is-a-deed-by-invitation.md).
    """

    deed = models.OneToOneField(Deed, models.PROTECT, related_name="forum")
    slug = models.CharField(max_length=80, unique=True)
    title_kk = short_text()
    title_ru = short_text()
    title_en = short_text()
    about_kk = long_text()
    about_ru = long_text()
    about_en = long_text()
    travel_kk = long_text()
    travel_ru = long_text()
    travel_en = long_text()
    after_kk = long_text()
    after_ru = long_text()
    after_en = long_text()
    answers_until = models.DateField()
    rows = models.PositiveSmallIntegerField()
    row_seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="forum_hall_has_seats", condition=Q(rows__gte=1, row_seats__gte=1)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:forum", args=[self.slug])

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def about(self) -> str:
        return in_language(self, "about")

    @property
    def travel(self) -> str:
        return in_language(self, "travel")

    @property
    def after(self) -> str:
        return in_language(self, "after")


class Room(models.Model):
    """A hall or room of a forum."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="rooms")
    name_kk = short_text()
    name_ru = short_text()
    name_en = short_text()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")


class Session(models.Model):
    """One point of a forum's programme: when, in which room, who speaks of what."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="sessions")
    room = models.ForeignKey(Room, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    title_kk = short_text()
    title_ru = short_text()
    title_en = short_text()
    speakers_kk = short_text()
    speakers_ru = short_text()
    speakers_en = short_text()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def speakers(self) -> str:
        return in_language(self, "speakers")


class Quota(models.Model):
    """How many seats a region may invite to; `used` is kept under the row's lock and can be rebuilt from its guests."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="quotas")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="quota_once_per_forum_and_territory", fields=["forum", "territory"]),
            models.CheckConstraint(name="quota_never_exceeded", condition=Q(used__lte=F("seats"))),
        ]

    def __str__(self) -> str:
        return f"Quota {self.pk}"

    @property
    def left(self) -> int:
        return self.seats - self.used


class Guest(models.Model):
    """Somebody invited to a forum, out of a region's quota, with so many companions; answers by a private link."""

    class Answer(models.TextChoices):
        NONE = "none", _("no answer yet")
        COMING = "coming", _("coming")
        DECLINED = "declined", _("not coming")
        WITHDRAWN = "withdrawn", _("invitation taken back")

    HELD = ("none", "coming")

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="guests")
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="guests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="forum_guests")
    hero = models.ForeignKey(Hero, models.PROTECT, null=True, blank=True, related_name="guests")
    token = models.CharField(max_length=64, unique=True)
    companions_allowed = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=9, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    sign_up = models.ForeignKey(SignUp, models.PROTECT, null=True, blank=True, related_name="+")
    arrives = short_text()
    needs_bed = models.BooleanField(default=False)
    notes = short_text()
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["forum", "answer"], name="guests_of_forum")]
        constraints = [
            models.UniqueConstraint(
                name="guest_invited_once", fields=["forum", "person"], condition=~Q(answer="withdrawn")
            ),
            models.CheckConstraint(
                name="guest_answer_is_known", condition=Q(answer__in=["none", "coming", "declined", "withdrawn"])
            ),
            models.CheckConstraint(
                name="guest_who_comes_has_a_place", condition=Q(sign_up__isnull=False) | ~Q(answer="coming")
            ),
        ]

    def __str__(self) -> str:
        return f"Guest {self.pk}"

    @property
    def seats(self) -> int:
        """What the invitation takes of its quota."""
        return 1 + self.companions_allowed


class Seat(models.Model):
    """One seat of the hall, given to a guest or to one of the companions."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="seats")
    guest = models.ForeignKey(Guest, models.CASCADE, related_name="given_seats")
    row = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    name = short_text()

    class Meta:
        ordering = ["row", "number"]
        constraints = [
            models.UniqueConstraint(name="seat_given_once", fields=["forum", "row", "number"]),
            models.CheckConstraint(name="seat_is_numbered_from_one", condition=Q(row__gte=1, number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.row}-{self.number}"
