from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.appeals.models import Appeal
from estafeta.base.fields import LANGUAGES, in_language, long_text, short_text
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class DeedType(models.Model):
    """A kind of deed: its drawn mark, and the template from which a deed is announced."""

    slug = models.SlugField(max_length=40, unique=True)
    mark = models.CharField(max_length=40, default="other")
    position = models.PositiveSmallIntegerField(default=100)
    name_kk = short_text()
    name_ru = short_text()
    name_en = short_text()
    unit_kk = short_text()
    unit_ru = short_text()
    unit_en = short_text()
    bring_kk = short_text()
    bring_ru = short_text()
    bring_en = short_text()
    fits_minors = models.BooleanField(default=True)
    usual_minutes = models.PositiveSmallIntegerField(default=180)
    usual_capacity = models.PositiveIntegerField(default=30)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def unit(self) -> str:
        return in_language(self, "unit")

    @property
    def bring(self) -> str:
        return in_language(self, "bring")


class SocialGroup(models.Model):
    """A group of people that takes part together: doctors, miners, youth, veterans, entrepreneurs, pupils."""

    slug = models.SlugField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    name_kk = short_text()
    name_ru = short_text()
    name_en = short_text()

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")


class ActionDay(models.Model):
    """A day or week of action of a campaign: a template that regions fill with their own deeds."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="action_days")
    type = models.ForeignKey(DeedType, models.PROTECT, related_name="action_days")
    name_kk = short_text(blank=False)
    name_ru = short_text(blank=False)
    name_en = short_text(blank=False)
    text_kk = long_text()
    text_ru = long_text()
    text_en = long_text()
    starts_on = models.DateField()
    ends_on = models.DateField()
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="action_day_set_once", fields=["campaign", "starts_on", "name_en"]),
            models.CheckConstraint(name="action_day_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="action_day_has_its_names", condition=~(Q(name_kk="") | Q(name_ru="") | Q(name_en=""))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def text(self) -> str:
        return in_language(self, "text")


class Deed(models.Model):
    """An action at a place and time; the unit of the relay."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        ANNOUNCED = "announced", _("announced")
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        REPORTED = "reported", _("reported")
        VERIFIED = "verified", _("verified")
        CANCELLED = "cancelled", _("cancelled")

    PUBLIC = ("announced", "under_way", "done", "reported", "verified", "cancelled")
    HELD = ("done", "reported", "verified")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="deeds")
    type = models.ForeignKey(DeedType, models.PROTECT, related_name="deeds")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="deeds")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="deeds")
    slug = models.CharField(max_length=80, unique=True)
    title = short_text(blank=False)
    about = long_text()
    language = models.CharField(max_length=2)
    meeting_point = short_text()
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    bring = short_text()
    suits = models.ManyToManyField(SocialGroup, blank=True, related_name="deeds")
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    with_frail_people = models.BooleanField(default=False)
    by_invitation = models.BooleanField(default=False, db_default=False)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    folded = long_text()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="deeds_made")
    made_at = models.DateTimeField(auto_now_add=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = short_text()
    action_day = models.ForeignKey(ActionDay, models.SET_NULL, null=True, blank=True, related_name="deeds")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    came_by = models.CharField(max_length=64, blank=True, default="", db_default="")  # opaque: base.came_by
    source_key = models.CharField(max_length=160, blank=True, default="")
    import_batch = models.CharField(max_length=40, blank=True, default="", db_index=True)

    class Meta:
        indexes = [
            models.Index(
                name="deeds_public_by_start",
                fields=["starts_at", "id"],
                condition=Q(status__in=["announced", "under_way", "done", "reported", "verified", "cancelled"]),
            ),
            models.Index(
                name="deeds_coming_by_start",
                fields=["starts_at", "id"],
                condition=Q(status__in=["announced", "under_way", "cancelled"]),
            ),
            GinIndex(SearchVector("folded", config="simple"), name="deeds_by_word"),
            models.Index(fields=["territory", "starts_at"], name="deeds_of_territory"),
            models.Index(fields=["organisation", "starts_at"], name="deeds_of_organisation"),
            models.Index(fields=["campaign", "status"], name="deeds_of_campaign"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="deed_imported_once", fields=["campaign", "source_key"], condition=~Q(source_key="")
            ),
            models.CheckConstraint(name="deed_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="deed_language_is_known", condition=Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="deed_status_is_known",
                condition=Q(status__in=["draft", "review", "announced", "under_way", "done", "reported",
                                        "verified", "cancelled"]),
            ),
            models.CheckConstraint(
                name="deed_cancelled_has_a_moment",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at=None)),
            ),
            models.CheckConstraint(
                name="deed_announced_has_a_moment",
                condition=Q(status__in=["draft", "review", "cancelled"]) | Q(announced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="deed_ages_are_in_order",
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")),
            ),
            models.CheckConstraint(name="deed_lies_on_the_earth", condition=Q(lon=None, lat=None) | Q(
                lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("web:deed", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.status in self.PUBLIC and self.announced_at is not None


class DeedOrganiser(models.Model):
    """Another organisation that organises a deed together with its first one."""

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="co_organisers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="co_organised")

    class Meta:
        constraints = [models.UniqueConstraint(name="co_organiser_once", fields=["deed", "organisation"])]


class DeedRight(models.Model):
    """What one person may do in one deed alone; opens nothing until it is taken, and ends by itself after the deed."""

    class Kind(models.TextChoices):
        LEAD = "lead", _("leads the deed")
        CHECKER = "checker", _("checks people in")
        PHOTOGRAPHER = "photographer", _("adds photos")

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="rights")
    kind = models.CharField(max_length=12, choices=Kind)
    invited = models.ForeignKey(Person, models.CASCADE, related_name="deed_rights_offered")
    token = models.CharField(max_length=43, unique=True)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    holder = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="deed_rights")
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="deed_right_offered_once", fields=["deed", "kind", "invited"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="deed_right_kind_is_known", condition=Q(kind__in=["lead", "checker", "photographer"])
            ),
            models.CheckConstraint(
                name="deed_right_taken_by_somebody",
                condition=Q(taken_at=None, holder=None) | Q(taken_at__isnull=False, holder__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.deed_id}"


class DeedAnswer(models.Model):
    """A deed answers an appeal; several deeds may answer one."""

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="answers")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="answered_by")

    class Meta:
        constraints = [models.UniqueConstraint(name="deed_answers_an_appeal_once", fields=["deed", "appeal"])]


class StateChange(models.Model):
    """A deed entered a state at a moment; kept for ever, so that deeds can be counted as of any moment.

    Two clocks: `at` when it happened, and `recorded_at`, set by the database when it reached this installation.
    """

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="state_changes")
    status = models.CharField(max_length=9, choices=Deed.Status)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["deed", "at"], name="state_changes_of_deed"),
            models.Index(fields=["deed", "-recorded_at", "-id"], name="states_of_deed_as_of"),
            models.Index(fields=["recorded_at"], name="state_changes_as_of"),
        ]


class Shift(models.Model):
    """A deed's time slot with a capacity; a simple deed has one. `capacity` null: as many as come.

    `places_taken` is kept beside the sign-ups under the shift's row lock and can be rebuilt from them.
    """

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True, blank=True)
    places_taken = models.PositiveIntegerField(default=0)
    source_key = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="shift_capacity_is_positive", condition=Q(capacity=None) | Q(capacity__gte=1)),
            models.CheckConstraint(
                name="shift_never_overbooked", condition=Q(capacity=None) | Q(places_taken__lte=F("capacity"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Shift {self.pk}"

    @property
    def places_left(self) -> int | None:
        """Places not yet taken; None where everybody finds one."""
        return None if self.capacity is None else self.capacity - self.places_taken


class Outcome(models.Model):
    """What a deed achieved: a measured result in its type's unit, and the story."""

    deed = models.OneToOneField(Deed, models.CASCADE, related_name="outcome")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    story = long_text()
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="outcome_amount_is_not_negative", condition=Q(amount=None) | Q(amount__gte=0))
        ]
