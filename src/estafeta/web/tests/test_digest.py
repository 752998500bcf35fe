"""The morning letter: what waits and since when; in one's language, once a day, and none when nothing waits."""

from datetime import UTC, datetime, timedelta

import pytest

from estafeta.appeals import services as appeals
from estafeta.notifications.models import Letter
from estafeta.notifications.services import choose_rhythm, text_of
from estafeta.web.desk.digest import send_digests
from tests import make

MONDAY = datetime(2026, 11, 23, 3, 10, tzinfo=UTC)  # 8:10 in Almaty


@pytest.fixture
def town():
    return make.town(parent=make.region())


@pytest.fixture
def boss(town):
    return make.coordinator(town.parent)


def digests():
    return list(Letter.objects.filter(kind="digest").order_by("pk"))


def asked(town, days=3):
    return make.appeal("A slide", status="sent", territory=town, sent_at=MONDAY - timedelta(days=days))


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("en", "2 things wait for you", "Appeals to answer: 2, the oldest for 5\xa0days"),
        ("ru", "Вас ждут 2 вопроса", "Обращения, ждущие ответа: 2, самое давнее: 5\xa0дней"),
        ("kk", "Сізді 2 іс күтіп тұр", "Жауап күткен көмек сұраулар: 2, ең ескісі 5\xa0күн бері"),
    ],
)
def test_it_says_what_waits_and_since_when_in_the_readers_language(town, boss, language, subject, line):
    asked(town, 5), asked(town, 1)
    boss.language = language
    boss.save()

    assert send_digests(now=MONDAY) == 1

    said, body = text_of(digests()[0])
    assert said == subject
    assert line in body
    assert f"/{language}/desk/" in body


def test_nobody_gets_two_on_one_day_and_the_next_day_brings_the_next_while_it_waits(town, boss):
    appeal = asked(town)

    sent = [send_digests(now=MONDAY + timedelta(minutes=20 * turn)) for turn in range(9)]
    assert sent == [1] + [0] * 8
    assert send_digests(now=MONDAY + timedelta(days=1)) == 1
    appeals.refuse(appeal, boss, reason="No")
    assert send_digests(now=MONDAY + timedelta(days=2)) == 0


def test_nothing_is_written_when_nothing_waits_or_what_waits_is_another_territorys(town, boss):
    asked(make.town(parent=make.region("Abai region")))

    assert send_digests(now=MONDAY) == 0


def test_it_comes_in_the_morning_of_the_place_of_the_role(boss, town):
    asked(town)
    west = make.region("Atyrau region", time_zone="America/New_York")
    make.coordinator(west, "Far")
    asked(make.town(parent=west, time_zone="America/New_York"))

    assert send_digests(now=MONDAY - timedelta(hours=1)) == 0
    assert send_digests(now=MONDAY) == 1
    assert send_digests(now=MONDAY + timedelta(hours=5)) == 0
    assert send_digests(now=datetime(2026, 11, 23, 13, 10, tzinfo=UTC)) == 1


def test_an_organiser_is_told_of_reports_to_write(town):
    owner = make.person("Aigul")
    body = make.organisation(owner=owner, territory=town)
    make.deed(status="done", organisation=body, starts_at=MONDAY - timedelta(days=2))

    assert send_digests(now=MONDAY) == 1
    assert digests()[0].person == owner


def test_it_can_come_on_mondays_or_never(client, town, boss):
    asked(town)
    client.force_login(boss.user)

    client.post("/en/people/letters/", {"choice": "weekly"})
    week = [send_digests(now=MONDAY + timedelta(days=day)) for day in range(7)]
    assert week == [1, 0, 0, 0, 0, 0, 0]
    client.post("/en/people/letters/", {"choice": "never"})
    assert send_digests(now=MONDAY + timedelta(days=7)) == 0
    assert client.post("/en/people/letters/", {"choice": "hourly"}).status_code == 422
    assert "not at all" in client.get("/en/people/letters/").content.decode()


def test_where_the_digest_comes_single_letters_do_not_except_what_has_risen(town, boss):
    top = make.coordinator(town.parent.parent, "Top")
    plain = make.coordinator(town.parent, "Plain")
    choose_rhythm(plain, "never")
    appeal = appeals.ask(
        make.person("Dana"), campaign=make.campaign(), territory=town, kind="place", title="A slide", about="None.",
        language="en",
    )  # fmt: skip

    def told():
        return set(Letter.objects.filter(kind="appeal_waits").values_list("person__name", flat=True))

    assert told() == {"Plain"}
    appeals.escalate_one(appeal, now=appeal.waits_since + timedelta(hours=49))
    assert told() == {"Plain", top.name}
