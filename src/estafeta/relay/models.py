from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from estafeta.appeals.models import Appeal
from estafeta.base.fields import LANGUAGES, short_text
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.organisations.models import Organisation
from estafeta.participation.models import Team
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Bundle(models.Model):
    """The batons that a finished deed puts into one person's hands: how many, and how many left them.

    `passed` is kept beside the batons under this row's lock.
    """

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="bundles")
    person = models.ForeignKey(Person, models.PROTECT, related_name="bundles")
    size = models.PositiveSmallIntegerField()
    passed = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bundle_once_per_deed_and_person", fields=["deed", "person"]),
            models.CheckConstraint(name="bundle_never_gives_more_than_it_holds", condition=Q(passed__lte=F("size"))),
        ]

    def __str__(self) -> str:
        return f"Bundle {self.pk}"

    @property
    def left(self) -> int:
        return self.size - self.passed


class Baton(models.Model):
    """The invitation that one deed hands to the next.

    A person passes it to a person, a team, an organisation, a territory, or to whoever holds its link.
    """

    class To(models.TextChoices):
        LINK = "link", _("whoever I give the link")
        PERSON = "person", _("one person")
        TEAM = "team", _("a team")
        ORGANISATION = "organisation", _("an organisation")
        TERRITORY = "territory", _("a city, district or region")

    class Status(models.TextChoices):
        ON_THE_WAY = "on_the_way", pgettext_lazy("of a baton", "on the way")
        ACCEPTED = "accepted", pgettext_lazy("of a baton", "accepted")
        CARRIED = "carried", pgettext_lazy("of a baton", "carried on")
        DECLINED = "declined", pgettext_lazy("of a baton", "declined")
        LAPSED = "lapsed", pgettext_lazy("of a baton", "lapsed")

    BACK = ("declined", "lapsed")  # in the giver's hand again

    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="batons")
    deed = models.ForeignKey(Deed, models.PROTECT, related_name="batons")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="batons")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="batons_given")
    token = models.CharField(max_length=43, unique=True)
    client_key = models.CharField(max_length=64)
    to = models.CharField(max_length=12, choices=To)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="batons_offered")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="batons")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="batons")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="batons")
    signed_as = short_text()
    words = short_text()
    language = models.CharField(max_length=2)
    status = models.CharField(max_length=10, choices=Status, default=Status.ON_THE_WAY)
    passed_at = models.DateTimeField()
    lapses_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="batons_held")
    reason = short_text()

    class Meta:
        indexes = [
            models.Index(fields=["lapses_at"], name="batons_that_may_lapse", condition=Q(lapses_at__isnull=False)),
            models.Index(fields=["giver", "-passed_at"], name="batons_of_giver"),
            models.Index(fields=["campaign", "status"], name="batons_of_campaign"),
        ]
        constraints = [
            models.UniqueConstraint(name="baton_passed_once_per_press", fields=["bundle", "client_key"]),
            models.CheckConstraint(name="baton_language_is_known", condition=Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="baton_status_is_known",
                condition=Q(status__in=["on_the_way", "accepted", "carried", "declined", "lapsed"]),
            ),
            models.CheckConstraint(
                name="baton_goes_to_whom_it_says",
                condition=Q(to="link", person=None, team=None, organisation=None, territory=None)
                | Q(to="person", person__isnull=False, team=None, organisation=None, territory=None)
                | Q(to="team", person=None, team__isnull=False, organisation=None, territory=None)
                | Q(to="organisation", person=None, team=None, organisation__isnull=False, territory=None)
                | Q(to="territory", person=None, team=None, organisation=None, territory__isnull=False),
            ),
            models.CheckConstraint(
                name="baton_on_its_way_may_lapse",
                condition=Q(status__in=["on_the_way", "accepted"], lapses_at__isnull=False)
                | Q(status__in=["carried", "declined", "lapsed"], lapses_at=None),
            ),
            models.CheckConstraint(name="baton_is_not_given_to_oneself", condition=~Q(person=F("giver"))),
        ]

    def __str__(self) -> str:
        return f"Baton {self.pk} {self.status}"

    def get_absolute_url(self) -> str:
        return reverse("relay:baton", args=[self.token])

    @property
    def is_back(self) -> bool:
        return self.status in self.BACK


class Handover(models.Model):
    """One thing that happened to a baton; only ever added: the database refuses to update or delete it."""

    baton = models.ForeignKey(Baton, models.PROTECT, related_name="handovers")
    status = models.CharField(max_length=10, choices=Baton.Status)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["baton", "at"], name="handovers_of_baton")]


class Link(models.Model):
    """One deed led to another, by a baton; only ever added. A link that no longer holds is withdrawn by another row.

    The moments are copies, so that the database itself keeps every line going forward in time: a deed that is over
    hands on to one that is not, so that no line ever closes to a circle.
    """

    class Way(models.TextChoices):
        ANNOUNCED = "announced", _("announced through a baton")
        JOINED = "joined", _("joined through a baton")

    parent = models.ForeignKey(Deed, models.PROTECT, related_name="links_on")
    child = models.ForeignKey(Deed, models.PROTECT, related_name="links_from")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="links")
    baton = models.ForeignKey(Baton, models.PROTECT, related_name="links")
    way = models.CharField(max_length=9, choices=Way)
    at = models.DateTimeField()
    parent_ended_at = models.DateTimeField()
    child_ends_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="withdrawn_by")

    class Meta:
        indexes = [models.Index(fields=["campaign", "at"], name="links_of_campaign")]
        constraints = [
            models.CheckConstraint(name="link_joins_two_deeds", condition=~Q(parent=F("child"))),
            models.CheckConstraint(
                name="link_goes_forward_in_time",
                condition=Q(parent_ended_at__lte=F("at"), at__lte=F("child_ends_at"))
                & Q(parent_ended_at__lt=F("child_ends_at"))
                | Q(withdraws__isnull=False),
            ),
        ]


class Place(models.Model):
    """Derived: where a deed stands in the line. Thrown away and drawn anew from links, deeds and answers."""

    deed = models.OneToOneField(Deed, models.CASCADE, primary_key=True, related_name="place", db_constraint=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    parent = models.ForeignKey(
        Deed, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    appeal = models.ForeignKey(
        Appeal, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    region = models.ForeignKey(
        Territory, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    generation = models.PositiveIntegerField()
    joined_at = models.DateTimeField()
    turn = models.FloatField()  # its place among the others, 0 to 1, so that neighbours in the tree stand together
    brings = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "appeal", "turn"], name="places_of_line"),
            models.Index(fields=["campaign", "region", "turn"], name="places_of_region"),
            models.Index(fields=["parent"], name="places_under"),
        ]


class Day(models.Model):
    """Derived: the figures of a campaign's relay, or of one appeal's line, at the end of a day of news.

    Never trusted: `services.redraw` writes it anew.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    appeal = models.ForeignKey(
        Appeal, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    day = models.DateField()
    new = models.PositiveIntegerField()
    deeds = models.PositiveIntegerField()
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="relay_day_once", fields=["campaign", "appeal", "day"], nulls_distinct=False)
        ]


class Picture(models.Model):
    """Derived: the ways of a line between places, and its tree gathered into knots where its deeds are too many."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    appeal = models.ForeignKey(
        Appeal, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    knots = models.JSONField()
    ways = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="relay_picture_once", fields=["campaign", "appeal"], nulls_distinct=False)
        ]
