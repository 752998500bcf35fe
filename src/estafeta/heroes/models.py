from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import LANGUAGES, in_language, long_text, short_text
from estafeta.campaigns.models import Campaign
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.territories.models import Territory


class Prize(models.Model):
    """How a campaign honours its heroes: until when they are nominated, what counts, how many marks decide."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="prize")
    events_since = models.DateField()
    takes_until = models.DateField()
    least_scores = models.PositiveSmallIntegerField(default=3)
    bar = models.PositiveSmallIntegerField(default=60)
    vote_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prize_takes_events_before_it_closes", condition=Q(takes_until__gte=F("events_since"))
            ),
            models.CheckConstraint(name="prize_is_decided_by_several", condition=Q(least_scores__gte=2)),
            models.CheckConstraint(name="prize_bar_is_a_mark", condition=Q(bar__gte=10, bar__lte=100)),
        ]

    def __str__(self) -> str:
        return f"Prize of {self.campaign_id}"


class Nomination(models.Model):
    """Somebody tells of a civic hero. Nothing of it is public before the hero or the family has agreed."""

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("waits for the code")
        SENT = "sent", _("waits for an investigator")
        CHECKING = "checking", _("is being verified")
        VERIFIED = "verified", _("verified, before the jury")
        HONOURED = "honoured", _("honoured")
        NOT_HONOURED = "not_honoured", _("not honoured")
        REFUSED = "refused", _("could not be verified")
        WITHDRAWN = "withdrawn", _("withdrawn")
        CLOSED = "closed", _("closed")

    class Asked(models.TextChoices):
        HERO = "hero", _("the hero")
        GUARDIAN = "guardian", _("the hero's parent or guardian")
        FAMILY = "family", _("the hero's family")

    class Duty(models.TextChoices):
        NONE = "none", _("no, it was not their job")
        BEYOND = "beyond", _("it was their job, and they did far more than it asks")
        DUTY = "duty", _("yes, it was their job")

    class Word(models.TextChoices):
        NOT_ASKED = "not_asked", _("not asked yet")
        ASKED = "asked", _("asked, no answer yet")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")

    VERIFIED_ONCE = ("verified", "honoured", "not_honoured")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="nominations")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="nominations")
    token = models.CharField(max_length=64, unique=True)
    consent_token = models.CharField(max_length=64, unique=True)
    sheet_key = models.CharField(max_length=32, unique=True)
    nominator = models.ForeignKey(Person, models.PROTECT, related_name="nominations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="nominations")
    hero_name = short_text(blank=False)
    hero_folded = short_text(db_index=True)
    hero_about = short_text()
    hero_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    is_minor = models.BooleanField(default=False)
    is_posthumous = models.BooleanField(default=False)
    asked = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="nominations_asked")
    asked_kind = models.CharField(max_length=8, choices=Asked, default=Asked.HERO)
    title = short_text(blank=False)
    story = long_text()
    happened_on = models.DateField()
    place = short_text()
    witnesses = long_text()
    links = long_text()
    duty_as_told = models.CharField(max_length=6, choices=Duty)
    language = models.CharField(max_length=2)
    status = models.CharField(max_length=12, choices=Status, default=Status.UNCONFIRMED)
    round = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_lapses_at = models.DateTimeField(null=True, blank=True)
    code_tries_left = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    investigator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="nominations_investigated"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    duty = models.CharField(max_length=6, choices=Duty, blank=True, default="")
    duty_reason = short_text()
    sheet = long_text()
    consent = models.CharField(max_length=9, choices=Word, default=Word.NOT_ASKED)
    consent_asked_at = models.DateTimeField(null=True, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    shown_name = short_text()
    verified_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    mark = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    reason = long_text()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "status"], name="nominations_of_campaign"),
            models.Index(
                fields=["sent_at"], name="nominations_that_wait", condition=Q(status__in=["sent", "checking"])
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="nomination_status_is_known",
                condition=Q(status__in=["unconfirmed", "sent", "checking", "verified", "honoured", "not_honoured",
                                        "refused", "withdrawn", "closed"]),
            ),
            models.CheckConstraint(name="nomination_language_is_known", condition=Q(language__in=LANGUAGES)),
            models.CheckConstraint(
                name="nomination_sent_has_a_moment",
                condition=Q(sent_at__isnull=False) | Q(status__in=["unconfirmed", "withdrawn", "closed"]),
            ),
            models.CheckConstraint(
                name="nomination_checked_by_an_investigator",
                condition=Q(investigator__isnull=False)
                | Q(status__in=["unconfirmed", "sent", "refused", "withdrawn", "closed"]),
            ),
            models.CheckConstraint(
                name="nomination_is_not_checked_by_its_nominator", condition=~Q(investigator=F("nominator"))
            ),
            models.CheckConstraint(
                name="nomination_verified_was_more_than_duty",
                condition=Q(duty__in=["none", "beyond"])
                | ~Q(status__in=["verified", "honoured", "not_honoured"]),
            ),
            models.CheckConstraint(
                name="nomination_honoured_has_consent", condition=Q(consent="given") | ~Q(status="honoured")
            ),
            models.CheckConstraint(
                name="nomination_of_a_minor_asks_a_guardian", condition=Q(is_minor=False) | Q(asked_kind="guardian")
            ),
            models.CheckConstraint(
                name="nomination_posthumous_asks_the_family",
                condition=Q(is_posthumous=False) | ~Q(asked_kind="hero"),
            ),
            models.CheckConstraint(
                name="nomination_of_a_minor_shows_no_name", condition=Q(is_minor=False) | Q(shown_name="")
            ),
            models.CheckConstraint(
                name="nomination_decided_says_why",
                condition=~Q(status__in=["honoured", "not_honoured", "refused"], reason=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Nomination {self.pk}"


class Evidence(models.Model):
    """One source for what a nomination tells: who says so, from which side, and what it shows."""

    class Kind(models.TextChoices):
        WITNESS = "witness", _("a witness")
        DOCUMENT = "document", _("a document or picture")
        MEDIA = "media", _("a report in the media")
        LINK = "link", _("a page on the internet")

    class Side(models.TextChoices):
        OFFICIAL = "official", _("an official confirmation")
        INDEPENDENT = "independent", _("independent of the hero and the nominator")
        INVOLVED = "involved", _("on the hero's or the nominator's own side")

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind)
    source = short_text(blank=False)
    folded_source = short_text()
    side = models.CharField(max_length=11, choices=Side, blank=True, default="")
    words = long_text()
    link = models.URLField(max_length=500, blank=True, default="")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_of_one_source_once", fields=["nomination", "folded_source", "kind", "link"]
            ),
            models.CheckConstraint(
                name="evidence_confirmed_by_somebody_from_a_side",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (Q(confirmed_at__isnull=False, confirmed_by__isnull=False) & ~Q(side="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence {self.pk}"


class Score(models.Model):
    """A jury member's four marks on one nomination in one round, or the conflict that forbids them."""

    class Conflict(models.TextChoices):
        DECLARED = "declared", _("declared by the jury member")
        NOMINATOR = "nominator", _("nominated, was asked for consent, or investigated")
        CONTACT = "contact", _("the same contact or name")
        ORGANISATION = "organisation", _("the same organisation")

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="scores")
    juror = models.ForeignKey(Person, models.PROTECT, related_name="scores")
    round = models.PositiveSmallIntegerField(default=1)
    conflict = models.CharField(max_length=12, choices=Conflict, blank=True, default="")
    conflict_words = short_text()
    risk = models.PositiveSmallIntegerField(null=True, blank=True)
    effort = models.PositiveSmallIntegerField(null=True, blank=True)
    effect = models.PositiveSmallIntegerField(null=True, blank=True)
    example = models.PositiveSmallIntegerField(null=True, blank=True)
    why = short_text()
    scored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="score_once_per_juror_and_round", fields=["nomination", "juror", "round"]
            ),
            models.CheckConstraint(name="score_of_a_conflicted_juror_cannot_exist", condition=(
                Q(conflict="") | Q(scored_at=None, risk=None, effort=None, effect=None, example=None)
            )),
            models.CheckConstraint(name="score_has_all_four_marks_from_1_to_10", condition=(
                Q(scored_at=None, risk=None, effort=None, effect=None, example=None)
                | Q(scored_at__isnull=False, risk__range=(1, 10), effort__range=(1, 10), effect__range=(1, 10),
                    example__range=(1, 10))
            )),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Score {self.pk}"


class Hero(models.Model):
    """A civic hero of the roll of honour, as everybody reads it; comes from one nomination."""

    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="hero")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="heroes")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="heroes")
    slug = models.CharField(max_length=80, unique=True)
    name = short_text()
    is_minor = models.BooleanField(default=False)
    is_posthumous = models.BooleanField(default=False)
    title_kk = short_text()
    title_ru = short_text()
    title_en = short_text()
    story_kk = long_text()
    story_ru = long_text()
    story_en = long_text()
    folded = long_text()
    happened_on = models.DateField()
    honoured_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "heroes"
        indexes = [
            models.Index(fields=["-honoured_at", "-id"], name="heroes_by_moment", condition=Q(hidden_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="hero_has_a_name_unless_a_minor",
                condition=Q(is_minor=True, name="") | (Q(is_minor=False) & ~Q(name="")),
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    def get_absolute_url(self) -> str:
        return reverse("heroes:hero", args=[self.slug])

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def story(self) -> str:
        return in_language(self, "story")

    @property
    def shown_name(self) -> str:
        """How the roll names somebody; a minor is never named."""
        return str(_("A young hero")) if self.is_minor else self.name


class Objection(models.Model):
    """The nominator asks that a decision be looked at again."""

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="objections")
    against = models.CharField(max_length=12)
    words = long_text()
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_upheld = models.BooleanField(default=False)
    answer = long_text()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="objection_open_once_per_nomination", fields=["nomination"], condition=Q(settled_at=None)
            ),
            models.CheckConstraint(name="objection_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="objection_settled_by_somebody_with_an_answer",
                condition=Q(settled_at=None, settled_by=None, is_upheld=False)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Objection {self.pk}"


class Vote(models.Model):
    """One person's voice for the people's favourite: a prize of its own among those who are honoured already."""

    prize = models.ForeignKey(Prize, models.CASCADE, related_name="votes")
    hero = models.ForeignKey(Hero, models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="vote_once_per_person_and_prize", fields=["prize", "person"])]

    def __str__(self) -> str:
        return f"Vote {self.pk}"
