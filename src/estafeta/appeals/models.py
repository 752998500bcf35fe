from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import LANGUAGES, long_text, short_text
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Appeal(models.Model):
    """Somebody asks for help; the first link of the line from a wish to a deed.

    `sent_to` is the territory whose coordinators were to answer first; `waits_at` rises a level when they stay silent.
    """

    class Kind(models.TextChoices):
        PLACE = "place", _("a place to build or repair")
        HOME = "home", _("help for a person at home")
        THINGS = "things", _("things that are missing")
        EVENT = "event", _("a celebration or event")
        LESSON = "lesson", _("a lesson or skills")
        NATURE = "nature", _("nature: trees, water, animals")
        OTHER = "other", _("something else")

    class Status(models.TextChoices):
        SENT = "sent", _("sent, waits for a coordinator")
        ASKED_BACK = "asked_back", _("the coordinator has a question")
        PUBLISHED = "published", _("waits for help")
        ANSWERED = "answered", _("help is promised")
        UNDER_WAY = "under_way", _("help is under way")
        DONE = "done", _("done, waits for the asker's word")
        CONFIRMED = "confirmed", _("confirmed by the asker")
        REFUSED = "refused", _("refused")
        MERGED = "merged", _("joined to another appeal")
        WITHDRAWN = "withdrawn", _("withdrawn")

    PUBLIC = ("published", "answered", "under_way", "done", "confirmed")
    HELPABLE = ("published", "answered", "under_way")
    FINAL = ("confirmed", "refused", "merged", "withdrawn")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="appeals")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="appeals")
    slug = models.CharField(max_length=80, unique=True)
    token = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    title = short_text(blank=False)
    about = long_text()
    title_as_sent = short_text()
    about_as_sent = long_text()
    for_whom = short_text()
    private_detail = long_text()
    asker = models.ForeignKey(Person, models.PROTECT, related_name="appeals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="appeals")
    typed_in_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="appeals_typed_in")
    meeting_point = short_text()
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=2)
    folded = long_text()
    status = models.CharField(max_length=10, choices=Status, default=Status.SENT)
    sent_at = models.DateTimeField()
    contact_confirmed_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.ForeignKey(Territory, models.PROTECT, related_name="appeals_sent_to")
    waits_at = models.ForeignKey(Territory, models.PROTECT, related_name="appeals_waiting")
    waits_since = models.DateTimeField()
    replied_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_here")
    status_before_merge = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                name="appeals_public_by_moment",
                fields=["-published_at", "-id"],
                condition=Q(status__in=["published", "answered", "under_way", "done", "confirmed"]),
            ),
            models.Index(
                name="appeals_that_wait", fields=["waits_since"], condition=Q(status__in=["sent", "asked_back"])
            ),
            models.Index(fields=["territory", "status"], name="appeals_of_territory"),
        ]
        constraints = [
            models.CheckConstraint(name="appeal_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="appeal_language_is_known", condition=Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="appeal_kind_is_known",
                condition=Q(kind__in=["place", "home", "things", "event", "lesson", "nature", "other"]),
            ),
            models.CheckConstraint(
                name="appeal_status_is_known",
                condition=Q(status__in=["sent", "asked_back", "published", "answered", "under_way", "done",
                                        "confirmed", "refused", "merged", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="appeal_merged_knows_into_what",
                condition=Q(status="merged", merged_into__isnull=False) | (~Q(status="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(name="appeal_is_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
            models.CheckConstraint(
                name="appeal_public_has_a_moment",
                condition=Q(published_at__isnull=False)
                | ~Q(status__in=["published", "answered", "under_way", "done", "confirmed"]),
            ),
            models.CheckConstraint(name="appeal_lies_on_the_earth", condition=Q(lon=None, lat=None) | Q(
                lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("web:appeal", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.status in self.PUBLIC

    @property
    def has_open_code(self) -> bool:
        """Whether a code is on its way to the asker's contact."""
        return self.contact_confirmed_at is None and hasattr(self, "contact_code")

    @property
    def takes_help(self) -> bool:
        return self.status in self.HELPABLE


class Step(models.Model):
    """An appeal entered a state at a moment, with the words that may be read with it. Only ever added."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="steps")
    status = models.CharField(max_length=10, choices=Appeal.Status)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    words = short_text()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["appeal", "at"], name="steps_of_appeal")]

    def __str__(self) -> str:
        return f"{self.status} of {self.appeal_id}"


class ContactCode(models.Model):
    """A six-digit code sent to the contact of an asker; kept as a keyed hash, few tries, short life."""

    appeal = models.OneToOneField(Appeal, models.CASCADE, related_name="contact_code")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()
    times_sent = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["person", "sent_at"], name="contact_codes_of_person")]

    def __str__(self) -> str:
        return f"Code of {self.appeal_id}"


class Supporter(models.Model):
    """Somebody who needs the same, or stands by the asker."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="supporters")
    person = models.ForeignKey(Person, models.CASCADE, related_name="appeals_supported")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="supporter_once", fields=["appeal", "person"])]


class Need(models.Model):
    """One thing an appeal lacks, in a quantity and a unit."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people")
        MATERIAL = "material", _("material")
        MACHINE = "machine", _("a machine")
        PLACE = "place", _("a place")
        PERMIT = "permit", _("a permit")
        TRANSPORT = "transport", _("transport")
        MONEY = "money", _("money (a promise)")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=9, choices=Kind)
    what = short_text(blank=False)
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=30, blank=True, default="")
    needed_by = models.DateField(null=True, blank=True)
    folded = short_text()
    made_at = models.DateTimeField(auto_now_add=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = short_text()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="need_quantity_is_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="need_kind_is_known",
                condition=Q(kind__in=["people", "material", "machine", "place", "permit", "transport", "money"]),
            ),
            models.CheckConstraint(name="need_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="need_dropped_says_why",
                condition=Q(dropped_at=None, drop_reason="") | (Q(dropped_at__isnull=False) & ~Q(drop_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Pledge(models.Model):
    """Somebody's word to meet a need, wholly or in part; kept, taken back or lapsed."""

    class Status(models.TextChoices):
        PROMISED = "promised", _("promised")
        DELIVERED = "delivered", _("delivered")
        RECEIVED = "received", _("received")
        GRANTED = "granted", _("granted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")
        REFUSED = "refused", _("refused")
        RELEASED = "released", _("no longer needed")

    COUNTED = ("promised", "delivered", "received", "granted")
    KEPT = ("delivered", "received", "granted")

    need = models.ForeignKey(Need, models.CASCADE, related_name="pledges")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pledges")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="pledges")
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.PROMISED)
    reason = short_text()
    client_key = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(name="pledges_that_may_lapse", fields=["lapses_at"], condition=Q(status="promised")),
        ]
        constraints = [
            models.UniqueConstraint(name="pledge_made_once", fields=["person", "client_key"]),
            models.CheckConstraint(name="pledge_quantity_is_positive", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="pledge_status_is_known",
                condition=Q(status__in=["promised", "delivered", "received", "granted", "withdrawn", "lapsed",
                                        "refused", "released"]),
            ),
            models.CheckConstraint(name="pledge_refused_says_why", condition=~Q(status="refused", reason="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Pledge {self.pk}"


class Giving(models.Model):
    """What a person or an organisation is able to give, so that they are shown the needs that they can meet."""

    person = models.OneToOneField(Person, models.CASCADE, null=True, blank=True, related_name="giving")
    organisation = models.OneToOneField(Organisation, models.CASCADE, null=True, blank=True, related_name="giving")
    kinds = ArrayField(models.CharField(max_length=9, choices=Need.Kind), default=list)
    words = short_text()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="giving_is_somebodys",
                condition=Q(person__isnull=False, organisation=None) | Q(person=None, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Giving {self.pk}"


class SavedSearch(models.Model):
    """Needs that somebody looks for, under a name; a letter comes when something new fits, unless it is paused.

    `told_until` is the moment up to which the person has heard of what fits.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_searches")
    name = short_text(blank=False)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=9, choices=Need.Kind), default=list)
    words = short_text()
    told_until = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="saved_search_named_once", fields=["person", "name"]),
            models.CheckConstraint(name="saved_search_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
