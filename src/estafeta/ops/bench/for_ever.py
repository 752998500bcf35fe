"""Questions as of past moments, asked again after many later changes: the same question, the same answer."""

import time
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from django.core.cache import cache

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedOrganiser, DeedType, StateChange
from estafeta.ops.bench.rows import Row
from estafeta.ops.bench.world import scratch_database
from estafeta.organisations.models import Organisation
from estafeta.people.models import Person
from estafeta.tally import queries, rules, services
from estafeta.tally.queries import TallyFigure
from estafeta.territories.models import Territory

AT_ONCE = 2_000
Question = tuple[Territory | None, Organisation | None, datetime]


class Past:
    """A campaign with a past, about which questions were asked and answered."""

    def __init__(self, campaign: Campaign, seed: int = 1) -> None:
        self.campaign, self.chance = campaign, Random(seed)  # noqa: S311 -- the same questions each run
        self.deeds = list(Deed.objects.filter(campaign=campaign))
        self.bodies = list(Organisation.objects.order_by("pk"))
        self.types = list(DeedType.objects.order_by("pk"))
        self.people = list(Person.objects.order_by("pk"))
        self.places: list[Territory | None] = [None, *Territory.objects.exclude(pk=campaign.territory_id)]
        self.began = queries.horizon()
        self.answers: dict[tuple[int | None, int | None, datetime], object] = {}
        self.asked: list[Question] = []

    def ask(self, number: int) -> None:
        """Ask `number` questions of chance as of moments that have passed, and remember the answers."""
        now = queries.horizon()
        for _ in range(number):
            body = self.chance.choice(self.bodies) if self.chance.random() < 0.3 else None  # noqa: PLR2004 -- three in ten
            moment = self.began + (now - self.began) * self.chance.random()
            question = (self.chance.choice(self.places), body, moment)
            self.asked.append(question)
            self.answers[self._key(question)] = self._answer(question)

    def differing(self) -> list[Question]:
        """The questions that get another answer now."""
        cache.clear()
        return [one for one in self.asked if self._answer(one) != self.answers[self._key(one)]]

    def change(self, number: int) -> None:
        """`number` later changes: entries, corrections, deeds of another state, kind, place and organiser."""
        for begin in range(0, number, AT_ONCE):
            rows = [self._row() for _ in range(min(AT_ONCE, number - begin))]
            services.record_many(rows)
            backs = self.chance.sample(rows, len(rows) // 10)
            services.record_many(services.taking_back(row, "typed twice", by_id=self.people[0].pk) for row in backs)
            for deed in self.chance.sample(self.deeds, min(3, len(self.deeds))):
                StateChange.objects.create(deed=deed, status=self.chance.choice(Deed.PUBLIC), at=datetime.now(tz=UTC))
                place = self.chance.choice([one for one in self.places if one is not None])
                body = self.chance.choice(self.bodies)
                Deed.objects.filter(pk=deed.pk).update(
                    type=self.chance.choice(self.types), organisation=body, territory=place
                )
                DeedOrganiser.objects.get_or_create(deed=deed, organisation=self.chance.choice(self.bodies))
            services.settle_people(self.campaign)

    def _row(self) -> services.Row:
        deed = self.chance.choice(self.deeds)
        named = self.chance.random() < 0.8  # noqa: PLR2004 -- four in five
        return services.Row(
            "attendance" if named else self.chance.choice(("headcount", "spectators")),
            self.campaign.pk, deed.pk, self.chance.choice("ABCDE"), deed.starts_at or self.began,
            person_id=self.chance.choice(self.people).pk if named else None,
            heads=1 if named else self.chance.randrange(1, 50),
            territory_id=deed.territory_id, minutes=self.chance.randrange(200), uuid=uuid4(),
        )  # fmt: skip

    def _answer(self, question: Question) -> tuple[object, ...]:
        place, body, moment = question
        figure: TallyFigure = queries.figure(self.campaign, territory=place, organisation=body, as_of=moment)
        way = rules.WAYS[hash(moment) % len(rules.WAYS)]
        parts = queries.by(self.campaign, way, territory=place, organisation=body, as_of=moment)
        return figure.metrics, figure.recorded_until, [part.as_dict() for part in parts]

    def _key(self, question: Question) -> tuple[int | None, int | None, datetime]:
        place, body, moment = question
        return place.pk if place else None, body.pk if body else None, moment


def for_ever(*, questions: int = 1_000, changes: int = 100_000) -> list[Row]:
    """A thousand questions, a hundred thousand later changes, the same thousand questions."""
    with scratch_database("estafeta_bench_for_ever"):
        past = Past(_campaign())
        past.change(10_000)
        past.ask(questions)
        past.change(changes)
        begun = time.perf_counter()
        differing = past.differing()
        took = time.perf_counter() - begun
    name = f"{questions:,} questions asked again after {changes:,} later changes: {len(differing)} differ"
    promises = {"the same question has the same answer": not differing}
    return [Row(name, questions / took, "as asked", questions / took, 1000 * took / questions, promises=promises)]


def _campaign() -> Campaign:
    home = Territory.objects.create(code="XX", name_en="Nation", kind="country", path="XX/", depth=0)
    towns = [
        Territory.objects.create(code=f"X{r}{t}", name_en=f"Town {r}{t}", kind="city", depth=2,
                                 path=f"XX/X{r}/X{r}{t}/", parent=region)
        for r in range(5)
        for region in [Territory.objects.create(code=f"X{r}", name_en=f"Region {r}", kind="region", path=f"XX/X{r}/",
                                                depth=1, parent=home)]
        for t in range(4)
    ]  # fmt: skip
    today = datetime.now(tz=UTC)
    campaign = Campaign.objects.create(
        slug="past", theme_en="Past", territory=home, starts_on=today.date() - timedelta(days=9),
        ends_on=today.date() + timedelta(days=9),
    )  # fmt: skip
    bodies = [
        Organisation.objects.create(slug=f"body-{n}", name=f"Body {n}", kind="ngo", territory=home) for n in range(6)
    ]
    types = [DeedType.objects.create(slug=f"kind-{n}", name_en=f"Kind {n}") for n in range(4)]
    Deed.objects.bulk_create(
        Deed(campaign=campaign, type=types[n % 4], organisation=bodies[n % 6], territory=towns[n % 20],
             slug=f"past-{n}", title="Deed", language="en", status="announced", announced_at=today, starts_at=today)
        for n in range(200)
    )  # fmt: skip
    Person.objects.bulk_create(Person(name=f"P {n}", folded_name=f"p{n}", language="en") for n in range(20_000))
    return campaign
