from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estafeta.base.fields import short_text
from estafeta.deeds.models import Deed, Shift
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class SignUp(models.Model):
    """One person's, or one team's, word to come to one shift."""

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        GOING = "going", _("going")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("of a sign-up", "cancelled")

    ACTIVE = ("going", "waiting")

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups")
    # No index of its own: `sign_ups_of_person` begins with it.
    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_ups", db_index=False)
    seats = models.PositiveSmallIntegerField(default=1)
    team_name = short_text()
    team = models.ForeignKey("Team", models.PROTECT, null=True, blank=True, related_name="sign_ups")
    came_by = models.CharField(max_length=64, blank=True, default="", db_default="")  # opaque: base.came_by
    status = models.CharField(max_length=11, choices=Status)
    language = models.CharField(max_length=2)
    token = models.CharField(max_length=43)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    will_come_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="waiting_list_in_order",
                fields=["shift", "confirmed_at", "id"],
                condition=Q(status="waiting"),
            ),
            models.Index(fields=["person", "status"], name="sign_ups_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(name="sign_up_has_its_own_link", fields=["token"]),
            models.UniqueConstraint(
                name="sign_up_active_once_per_person_and_shift",
                fields=["shift", "person"],
                condition=Q(status__in=["going", "waiting"]),
            ),
            models.CheckConstraint(
                name="sign_up_status_is_known",
                condition=Q(status__in=["unconfirmed", "going", "waiting", "cancelled"]),
            ),
            models.CheckConstraint(name="sign_up_takes_a_seat", condition=Q(seats__gte=1, seats__lte=200)),
            models.CheckConstraint(
                name="sign_up_going_or_waiting_was_confirmed",
                condition=~Q(status__in=["going", "waiting"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sign_up_cancelled_has_a_moment",
                condition=~Q(status="cancelled") | Q(cancelled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"SignUp {self.pk} {self.status}"

    def get_absolute_url(self) -> str:
        return reverse("participation:place", args=[self.token])

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def others(self) -> int:
        """Seats beside the captain's own."""
        return self.seats - 1


class Team(models.Model):
    """A lasting team: a family, a class, a shift of workers, a unit. Its name is all that the public sees of it."""

    class Kind(models.TextChoices):
        FAMILY = "family", _("family")
        CLASS = "class", _("class at school")
        CREW = "crew", _("shift at work")
        UNIT = "unit", _("military or fire unit")
        FRIENDS = "friends", _("friends and neighbours")

    kind = models.CharField(max_length=7, choices=Kind)
    name = short_text(blank=False)
    slug = models.CharField(max_length=80, unique=True)
    about = short_text()
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="teams")
    captain = models.ForeignKey(Person, models.PROTECT, related_name="teams_led")
    join_code = models.CharField(max_length=8, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="team_kind_is_known", condition=Q(kind__in=["family", "class", "crew", "unit", "friends"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("participation:team", args=[self.slug])


class Teammate(models.Model):
    """A person's part in a lasting team; ended by `left_at`, never deleted."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="mates")
    person = models.ForeignKey(Person, models.CASCADE, related_name="team_parts")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="teammate_once_in_a_team", fields=["team", "person"], condition=Q(left_at=None)
            )
        ]


class TeamMember(models.Model):
    """A named seat of a team; the captain is the sign-up's person."""

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="members")
    name = short_text(blank=False)

    class Meta:
        constraints = [models.CheckConstraint(name="team_member_has_a_name", condition=~Q(name=""))]


class Code(models.Model):
    """A six-digit code sent to the contact of an unconfirmed sign-up; kept as a keyed hash, few tries, short life."""

    sign_up = models.OneToOneField(SignUp, models.CASCADE, related_name="code")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    born_on = models.DateField(null=True, blank=True)  # said by a visitor; believed once the code is entered


class Offer(models.Model):
    """A freed place, held for the first of the waiting list until `lapses_at`."""

    class Answer(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("lapsed")

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="offers")
    made_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["lapses_at"], name="offers_open", condition=Q(answer="open"))]
        constraints = [
            models.UniqueConstraint(name="offer_open_once_per_sign_up", fields=["sign_up"], condition=Q(answer="open")),
            models.CheckConstraint(
                name="offer_answer_is_known", condition=Q(answer__in=["open", "taken", "declined", "lapsed"])
            ),
            models.CheckConstraint(
                name="offer_answered_has_a_moment", condition=Q(answer="open") | Q(answered_at__isnull=False)
            ),
        ]


class CheckInBatch(models.Model):
    """What one phone sent at once from the gate: by whom, and by which clock."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="check_in_batches")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    device = short_text()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()


class CheckInEntry(models.Model):
    """One thing done at the gate, kept as it was received, and what became of it. Nothing that arrives is dropped.

    `subject` says who or what was checked in, so that two phones count it once; `facts` are the uuids of the facts
    that stand for it now; `target` is the entry that is undone, checked out, shown in a photo or settled; it may arrive
    later. Counts of one group share a subject: one is taken and has the fact, the others are beside it.
    """

    class Kind(models.TextChoices):
        TICKET = "ticket", _("ticket")
        PERSON = "person", _("tick on the list")
        PARTY = "party", _("part of a team")
        WALK_IN = "walk_in", _("walk-in")
        PAPER = "paper", _("row of a paper list")
        HEADCOUNT = "headcount", _("headcount")
        PHOTO = "photo", _("photo of a counted group")
        SETTLE = "settle", _("number settled by the lead")
        CHECK_OUT = "check_out", _("check-out")
        UNDO = "undo", _("undone")

    class Fate(models.TextChoices):
        TAKEN = "taken", _("taken")
        BESIDE = "beside", _("another count of the same group")
        CONFLICT = "conflict", _("checked in already")
        REFUSED = "refused", _("refused")

    batch = models.ForeignKey(CheckInBatch, models.PROTECT, related_name="entries")
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="check_in_entries", db_index=False)
    uuid = models.UUIDField(unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    said = models.JSONField()
    done_at = models.DateTimeField(null=True, blank=True)
    happened_at = models.DateTimeField()
    fate = models.CharField(max_length=8, choices=Fate)
    reason = short_text()
    sign_up = models.ForeignKey(SignUp, models.PROTECT, null=True, blank=True, related_name="check_ins")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    subject = short_text()
    target = models.UUIDField(null=True, blank=True)
    undone = models.BooleanField(default=False)
    facts = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["deed", "id"], name="check_ins_of_deed"),
            models.Index(fields=["id"], name="photos_of_headcounts", condition=Q(kind="photo")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="checked_in_once_per_deed",
                fields=["deed", "subject"],
                condition=Q(fate="taken", undone=False) & ~Q(subject=""),
            ),
            models.CheckConstraint(
                name="check_in_kind_is_known",
                condition=Q(
                    kind__in=[
                        "ticket",
                        "person",
                        "party",
                        "walk_in",
                        "paper",
                        "headcount",
                        "photo",
                        "settle",
                        "check_out",
                        "undo",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="check_in_fate_is_known", condition=Q(fate__in=["taken", "beside", "conflict", "refused"])
            ),
            models.CheckConstraint(name="check_in_refused_has_a_reason", condition=~Q(fate="refused") | ~Q(reason="")),
        ]
