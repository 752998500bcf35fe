"""What goes when a nominator or a hero asks to be forgotten, and what waits on whose desk."""

from estafeta.heroes import queries, services
from estafeta.heroes.models import Hero
from tests import make


def test_a_forgotten_hero_leaves_the_roll_and_no_name_stays():
    asked = make.person("Aliya Known")
    told = make.nomination(status="honoured", hero_name="Aliya Known", asked=asked, shown_name="Aliya Known")
    make.hero("Aliya Known", nomination=told)

    services.forget(asked.pk)
    services.forget(asked.pk)

    told.refresh_from_db()
    hero = Hero.objects.get()
    assert list(queries.heroes()) == []
    assert (told.status, told.hero_name, told.story, hero.name, hero.folded) == ("closed", "…", "", "…", "")


def test_a_forgotten_nominator_takes_the_undecided_along_and_leaves_the_honoured():
    nominator = make.person("Nominator")
    waiting = make.nomination(nominator=nominator, witnesses="Bolat, +7 701 123 45 67")
    hero = make.hero("Other Hero", nomination=make.nomination(
        status="honoured", nominator=nominator, hero_name="Other Hero"
    ))  # fmt: skip

    services.forget(nominator.pk)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.witnesses) == ("withdrawn", "")
    assert list(queries.heroes()) == [hero]


def test_each_finds_what_waits_for_them():
    town = make.town()
    chief, checker, juror = make.coordinator(town), make.investigator(town), make.juror(town)
    sent = make.nomination(territory=town)
    given = make.nomination(territory=town, status="checking", investigator=checker)
    judged = [make.nomination(territory=town, status="verified") for _number in range(2)]
    for number in range(3):
        services.score(judged[0], make.juror(town, f"Far {number}"), risk=5, effort=5, effect=5, example=5)

    assert list(queries.to_assign(chief)) == [sent]
    assert list(queries.to_check(checker)) == [given]
    assert set(queries.to_judge(juror)) == set(judged)
    assert queries.oldest_to_judge(juror).count() == 1
    assert list(queries.ready_to_decide(chief)) == [judged[0]]
    assert [list(queries.to_assign(juror)), list(queries.to_judge(chief)), list(queries.to_check(chief))] == [
        [],
        [],
        [],
    ]
