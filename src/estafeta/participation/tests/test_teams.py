import pytest

from estafeta.base.errors import NotPossible
from estafeta.participation import queries, rules, services
from estafeta.participation.models import Team
from tests import make


def team(captain=None, name="Class 7B", **more):
    return services.make_team(
        captain or make.user("Captain").person, kind="class", name=name, territory=make.town(), **more
    )


def test_two_presses_make_one_team():
    captain = make.person()

    assert team(captain) == team(captain)
    assert Team.objects.count() == 1


def test_a_minor_leads_no_team():
    child = make.person("Dana", guardian=make.person("Gulnara"))

    with pytest.raises(NotPossible, match="grown up"):
        team(child)


def test_who_has_the_code_joins_once_however_it_is_typed():
    made, mate = team(), make.person("Mate")
    code = f"{made.join_code[:4].upper()}-{made.join_code[4:]}"

    found = queries.team_of_code(code)
    first, second = services.join_team(found, mate), services.join_team(found, mate)

    assert (found, first) == (made, second)
    assert queries.mates_of(made).count() == 2


def test_a_captain_who_leaves_dissolves_the_team_and_anybody_else_only_leaves():
    captain, mate = make.person("Captain"), make.person("Mate")
    made = team(captain)
    services.join_team(made, mate)

    assert services.leave_team(made, mate)
    assert not services.leave_team(made, mate)
    services.leave_team(made, captain)

    made.refresh_from_db()
    with pytest.raises(NotPossible, match="dissolved"):
        services.join_team(made, mate)


def test_only_the_captain_signs_the_team_up():
    captain = make.person("Captain")
    made = team(captain)

    place = services.sign_up(captain, make.shift(), seats=3, team=made)

    assert (place.team, place.team_name, place.seats) == (made, "Class 7B", 3)
    with pytest.raises(NotPossible, match="captain"):
        services.sign_up(make.person("Other"), make.shift(), team=made)


def test_a_captain_leads_a_limited_number_of_teams():
    captain = make.person()
    for number in range(rules.MOST_TEAMS):
        team(captain, name=f"Team {number}")

    with pytest.raises(NotPossible, match="several teams"):
        team(captain, name="One more")


def test_the_public_page_names_nobody_and_keeps_the_code(client):
    captain, mate = make.user("Captain Name").person, make.person("Mate Name")
    made = team(captain)
    services.join_team(made, mate)

    page = client.get(made.get_absolute_url()).content.decode()
    client.force_login(captain.user)
    own = client.get(made.get_absolute_url()).content.decode()

    assert "Class 7B" in page
    assert all(secret not in page for secret in ("Captain Name", "Mate Name", made.join_code))
    assert all(told in own for told in ("Mate Name", made.join_code))


def test_a_team_is_joined_by_its_link(client):
    made, mate = team(), make.user("Mate")
    client.force_login(mate)

    page = client.get("/en/teams/join/", {"code": made.join_code}).content.decode()
    client.post("/en/teams/join/", {"code": made.join_code})

    assert "Class 7B" in page
    assert list(queries.teams_of(mate.person)) == [made]


def test_a_captain_hands_the_team_to_a_grown_up_in_it_and_stays(client):
    captain, mate, outsider = make.user("Captain"), make.user("Mate"), make.user("Outsider")
    made = team(captain.person)
    other = services.join_team(team(outsider.person, name="Other"), make.person("Somebody"))
    to = services.join_team(made, mate.person)
    child = services.join_team(made, make.person("Dana", guardian=captain.person))
    address = f"/en/teams/{made.slug}/hand-over/"

    led = []
    for who, key in ((outsider, to.pk), (mate, to.pk), (captain, other.pk), (captain, child.pk), (captain, to.pk)):
        client.force_login(who)
        client.post(address, {"to": str(key)})
        made.refresh_from_db()
        led.append(made.captain.name)

    assert led == ["Captain", "Captain", "Captain", "Captain", "Mate"]
    assert queries.mates_of(made).filter(person=captain.person).exists()
