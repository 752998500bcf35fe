import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estafeta.base.fields import long_text, short_text
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType, Shift, SocialGroup
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Grade(models.TextChoices):
    """How well a fact is evidenced (PRODUCT.md, Counting)."""

    A = "A", _("checked in on the spot")
    B = "B", _("on the list and confirmed")
    C = "C", _("unconfirmed list, or two counters and a dated photo")
    D = "D", _("counted by the organiser alone")
    E = "E", _("one's own word")


class Fact(models.Model):
    """Something counted. Only ever added: the database refuses to update or delete it.

    An attendance names one person; a headcount has `heads` unnamed people; spectators are an audience, never added
    to either; a correction takes the fact `corrects` back from the moment it is recorded, and the right value is
    another fact. Two clocks: `happened_at`, and `recorded_at` when it reached this installation.
    """

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("attendance")
        HEADCOUNT = "headcount", _("headcount")
        SPECTATORS = "spectators", _("spectators")
        CORRECTION = "correction", _("correction")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind)
    # Indexes are few and named below: hundreds of thousands of facts may arrive at once.
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="facts", db_index=False)
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="facts", db_index=False)
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, blank=True, related_name="facts", db_index=False)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="facts", db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="facts", db_index=False)
    heads = models.PositiveIntegerField(default=1)
    group = models.ForeignKey(SocialGroup, models.PROTECT, null=True, blank=True, related_name="facts", db_index=False)
    unit = short_text()
    grade = models.CharField(max_length=1, choices=Grade)
    minutes = models.PositiveIntegerField(default=0)
    minutes_measured = models.BooleanField(default=False)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    reason = short_text()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "recorded_at"], name="facts_of_campaign_as_of"),
            models.Index(fields=["deed"], name="facts_of_deed"),
            models.Index(
                fields=["person", "campaign"],
                include=["id", "grade", "recorded_at", "territory"],
                name="facts_of_person",
                condition=Q(kind="attendance"),
            ),
            models.Index(fields=["campaign", "territory", "recorded_at"], name="facts_of_territory"),
            models.Index(fields=["campaign", "recorded_at"], name="corrections", condition=Q(kind="correction")),
        ]
        constraints = [
            models.CheckConstraint(
                name="fact_kind_is_known",
                condition=Q(kind__in=["attendance", "headcount", "spectators", "correction"]),
            ),
            models.CheckConstraint(name="fact_grade_is_known", condition=Q(grade__in=["A", "B", "C", "D", "E"])),
            models.CheckConstraint(
                name="attendance_names_one_person",
                condition=~Q(kind="attendance") | Q(person__isnull=False, heads=1),
            ),
            models.CheckConstraint(
                name="headcount_names_nobody",
                condition=~Q(kind__in=["headcount", "spectators"]) | Q(person=None),
            ),
            models.CheckConstraint(
                name="correction_corrects_with_a_reason",
                condition=(Q(kind="correction", corrects__isnull=False) & ~Q(reason=""))
                | (~Q(kind="correction") & Q(corrects=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Sum(models.Model):
    """Derived: facts added up by where, when, who and how well evidenced, signed; a correction subtracts.

    Written beside every fact in its transaction, and never trusted: `services.verify` recomputes it from the facts.
    As of a moment, whatever adds up is the total of the rows with `at` until then. `begins_at` and `ends_at` enclose
    the time in which the people of the row were there.
    """

    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    deed = models.ForeignKey(Deed, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    territory = models.ForeignKey(
        Territory, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    group = models.ForeignKey(
        SocialGroup, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    grade = models.CharField(max_length=1)
    kind = models.CharField(max_length=10)
    minutes_measured = models.BooleanField()
    at = models.DateTimeField()
    facts = models.IntegerField()
    heads = models.BigIntegerField()
    minutes = models.BigIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "at"], name="sums_of_campaign"),
            models.Index(fields=["campaign", "territory", "at"], name="sums_of_territory"),
            models.Index(fields=["deed"], name="sums_of_deed"),
        ]


class PeopleChange(models.Model):
    """Derived: by how many the different named people of a scope changed at a moment, by best grade; and their total.

    `scope` is the number of a territory whose subtree is meant, or 0 for the whole campaign.
    """

    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    scope = models.BigIntegerField()
    grade = models.CharField(max_length=1)
    at = models.DateTimeField()
    people = models.IntegerField()
    total = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["campaign", "scope", "grade", "at"], include=["people", "total"], name="people_changes_of_scope"
            )
        ]


class RunningSum(models.Model):
    """Derived: all heads and minutes of a scope recorded before a moment, which ends ten minutes in which some were."""

    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    scope = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    grade = models.CharField(max_length=1)
    minutes_measured = models.BooleanField()
    at = models.DateTimeField()
    heads = models.BigIntegerField()
    minutes = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["campaign", "scope", "kind", "grade", "minutes_measured", "at"],
                include=["heads", "minutes"],
                name="running_sums_of_scope",
            )
        ]


class Span(models.Model):
    """Derived: the time in which the heads of a deed in a place were there, and how many there were at most."""

    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="+", db_constraint=False)
    deed = models.ForeignKey(Deed, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    territory = models.ForeignKey(
        Territory, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    heads = models.BigIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_span_of_a_deed_in_a_place", fields=["deed", "territory"],
                                    nulls_distinct=False)
        ]  # fmt: skip


class Settled(models.Model):
    """Derived: until when a scope is written down; what came later is counted from sums and facts.

    `members` is a digest of the territories that belonged to the scope; where they are others now, nothing derived is
    used. `peak` can't be exceeded by the heads at one moment, whatever was taken back.
    """

    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    scope = models.BigIntegerField()
    until = models.DateTimeField()
    members = models.CharField(max_length=32)
    peak = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="scope_is_settled_once", fields=["campaign", "scope"])]


class DeedVersion(models.Model):
    """Derived by the database from every change of a deed: its kind, place, day and organisers since a moment.

    Never changed: a question as of the past is answered with the deed as it stood then.
    """

    deed = models.ForeignKey(Deed, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    campaign = models.ForeignKey(Campaign, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    type = models.ForeignKey(DeedType, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    territory = models.ForeignKey(Territory, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    starts_at = models.DateTimeField(null=True)
    organisers = ArrayField(models.BigIntegerField())
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["deed", "-recorded_at", "-id"], name="versions_of_deed"),
            models.Index(fields=["campaign", "recorded_at"], name="versions_of_campaign"),
        ]


class Figure(models.Model):
    """A quoted figure: what was asked, and the answer as it was given. Its link is permanent."""

    key = models.CharField(max_length=12, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="figures")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    as_of = models.DateTimeField()
    method = models.CharField(max_length=10)
    answer = models.JSONField()
    quoted_at = models.DateTimeField(auto_now_add=True)
    question = models.CharField(max_length=64, unique=True)


class Seal(models.Model):
    """A day of a campaign's facts under the root of a hash tree. Only ever added: the database refuses the rest.

    `secret` salts the leaves and is never shown; `before` is the digest of the statement of the seal before it.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="seals")
    day = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    secret = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="day_is_sealed_once", fields=["campaign", "day"]),
            models.CheckConstraint(name="sealed_day_ends_after_it_begins", condition=Q(ends_at__gt=F("begins_at"))),
            models.CheckConstraint(name="sealed_day_has_entries", condition=Q(entries__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.root}"

    @property
    def statement(self) -> str:
        """What is published, and what a witness signs: six lines of text (docs/proofs.md)."""
        return (
            f"estafeta seal 1\ncampaign {self.campaign.slug}\nday {self.day.isoformat()}\n"
            f"entries {self.entries}\nroot {self.root}\nbefore {self.before}\n"
        )


class Witness(models.Model):
    """Somebody outside who signs seals: a newspaper, a university, another movement. Known by an Ed25519 key."""

    name = short_text(blank=False)
    key = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "witnesses"

    def __str__(self) -> str:
        return self.name


class Cosignature(models.Model):
    """A witness's signature under a seal's statement. Only ever added."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, models.PROTECT, related_name="cosignatures")
    signature = models.CharField(max_length=128)
    signed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [models.UniqueConstraint(name="seal_is_signed_once_by_a_witness", fields=["seal", "witness"])]


class Alarm(models.Model):
    """Something in the facts that looks wrong, for a human to look at. It changes no figure.

    `key` is the same whenever the same thing is found again; `numbers` are the evidence.
    """

    class Rule(models.TextChoices):
        OVERLAP = "overlap", _("One person at two places at once")
        SPEED = "speed", _("Two places too far apart in too short a time")
        ROUND = "round", _("Headcounts too round to have been counted")
        CLONED = "cloned", _("The same list of people for many deeds")
        CHECKER = "checker", _("One checker for everything")
        BACK_DATED = "back_dated", _("Many entries written long after the deed")
        SPLIT = "split", _("One effort told in many reports")
        DENIED = "denied", _("Somebody on the list says that they were not there")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an alarm", "waits for a look")
        EXPLAINED = "explained", pgettext_lazy("of an alarm", "explained")
        CONFIRMED = "confirmed", pgettext_lazy("of an alarm", "confirmed")

    rule = models.CharField(max_length=10, choices=Rule)
    key = models.CharField(max_length=120, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="alarms")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    deeds = models.ManyToManyField(Deed, related_name="alarms")
    numbers = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = long_text()

    class Meta:
        indexes = [models.Index(fields=["found_at", "id"], name="alarms_open", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                name="alarm_rule_is_known",
                condition=Q(
                    rule__in=["overlap", "speed", "round", "cloned", "checker", "back_dated", "split", "denied"]
                ),
            ),
            models.CheckConstraint(
                name="alarm_settled_by_somebody_with_a_reason",
                condition=Q(state="open", settled_at=None, settled_by=None)
                | (
                    Q(state__in=["explained", "confirmed"], settled_at__isnull=False, settled_by__isnull=False)
                    & ~Q(reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Alarm {self.key}"


class Closing(models.Model):
    """A campaign's end: the moment as of which its figures stand, the figures quoted then, and the hash of them all."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="closing")
    as_of = models.DateTimeField()
    figures = models.ManyToManyField(Figure, related_name="closings")
    digest = models.CharField(max_length=64)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)


class Told(models.Model):
    """Hours of at least five people who said that they had been told to come; they leave the hours given from then on.

    Only ever added, and it names nobody. `deed`-wise numbers are never kept: the organisation and its territory where
    five of one deed said so, else the nearest territory above in which five did.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="told")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    heads = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = "told"
        constraints = [models.CheckConstraint(name="told_by_five_at_least", condition=Q(heads__gte=5))]
