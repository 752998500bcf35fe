"""The example's forum of patriots: ahead of today, with a programme and quotas for every region; all of it invented."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import fold
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType, Shift, StateChange
from estafeta.forum.models import Forum, Quota, Room, Session
from estafeta.organisations.models import Organisation
from estafeta.territories.models import Territory

ROWS, ROW_SEATS = 20, 30
QUOTA = 30
DAYS_AHEAD = 21
TITLE: Final = {"kk": "Патриоттар форумы", "ru": "Форум патриотов", "en": "Forum of patriots"}
ABOUT: Final = {
    "kk": "Екі жүз қаһарман және эстафетаны ел бойымен көтергендер бір залда.",
    "ru": "Двести героев и те, кто пронёс эстафету по стране, в одном зале.",
    "en": "Two hundred heroes, and those who carried the relay through the country, in one hall.",
}
TRAVEL: Final = {
    "kk": "Вокзалдан автобус сағат 8:00 және 9:00-де шығады. Түнейтін жер керек болса, жауабыңызда айтыңыз.",
    "ru": "Автобус от вокзала отходит в 8:00 и 9:00. Если нужен ночлег, скажите об этом в ответе.",
    "en": "A bus leaves the station at 8:00 and 9:00. If you need a bed for the night, say so in your answer.",
}
ROOMS: Final = (
    {"kk": "Үлкен зал", "ru": "Большой зал", "en": "Great hall"},
    {"kk": "Фойе", "ru": "Фойе", "en": "Foyer"},
)
# Each: in which room, when, for how many minutes, what, and who speaks.
PROGRAMME: Final[Sequence[tuple[int, time, int, Mapping[str, str], Mapping[str, str]]]] = (
    (1, time(9), 55, {"kk": "Тіркеу", "ru": "Регистрация", "en": "Check-in"}, {}),
    (
        0, time(10), 30, {"kk": "Ашылуы", "ru": "Открытие", "en": "Opening"},
        {"kk": "Альянс жетекшісі", "ru": "Руководитель альянса", "en": "The leader of the alliance"},
    ),
    (
        0, time(10, 30), 90,
        {"kk": "Қаһармандарды марапаттау", "ru": "Чествование героев", "en": "Honouring the heroes"},
        {"kk": "Өңірлер", "ru": "Регионы", "en": "The regions"},
    ),
    (1, time(12), 60, {"kk": "Түскі ас", "ru": "Обед", "en": "Lunch"}, {}),
    (
        0, time(13), 60, {"kk": "Спорт алаңынан бүкіл елге дейін", "ru": "От площадки до всей страны",
        "en": "From a sports ground to a whole country"},
        {"kk": "Теміртау оқушылары", "ru": "Школьники Темиртау", "en": "Pupils of Temirtau"},
    ),
    (0, time(14), 60, {"kk": "Концерт", "ru": "Концерт", "en": "Concert"}, {}),
)  # fmt: skip


def load_forum(campaign: Campaign, now: datetime) -> Forum | None:
    """Write the forum with its deed by invitation; none where no organisation could hold it."""
    body = Organisation.objects.exclude(verified_at=None).filter(kind="ngo").order_by("pk").first()
    kind = DeedType.objects.filter(slug="festival").first()
    if body is None or kind is None:
        return None
    zone = ZoneInfo(body.territory.time_zone)
    day = (now + timedelta(days=DAYS_AHEAD)).astimezone(zone).date()

    def at(clock: time) -> datetime:
        return datetime.combine(day, clock, zone)

    begins, ends = at(time(9)), at(time(15))
    deed = Deed.objects.create(
        campaign=campaign, type=kind, organisation=body, territory=body.territory, slug="forum-of-patriots",
        title=TITLE["ru"], about=ABOUT["ru"], language="ru", by_invitation=True, status=Deed.Status.ANNOUNCED,
        starts_at=begins, ends_at=ends, announced_at=now - timedelta(days=5), folded=fold(" ".join(TITLE.values())),
    )  # fmt: skip
    StateChange.objects.create(deed=deed, status=deed.status, at=now - timedelta(days=5))
    Shift.objects.create(deed=deed, starts_at=begins, ends_at=ends, capacity=ROWS * ROW_SEATS)
    forum = Forum.objects.create(
        deed=deed, slug="forum-of-patriots", answers_until=day - timedelta(days=5), rows=ROWS, row_seats=ROW_SEATS,
        **_three("title", TITLE), **_three("about", ABOUT), **_three("travel", TRAVEL),
    )  # fmt: skip
    rooms = [Room.objects.create(forum=forum, **_three("name", name)) for name in ROOMS]
    Session.objects.bulk_create(
        Session(
            forum=forum, room=rooms[room], starts_at=at(clock), ends_at=at(clock) + timedelta(minutes=minutes),
            **_three("title", title), **_three("speakers", speakers),
        )
        for room, clock, minutes, title, speakers in PROGRAMME
    )  # fmt: skip
    regions = Territory.objects.filter(parent=campaign.territory).order_by("path")
    Quota.objects.bulk_create(Quota(forum=forum, territory=region, seats=QUOTA) for region in regions)
    return forum


def _three(field: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{field}_{code}": texts.get(code, "") for code in LANGUAGES}
