"""The desk shows where people were told to come: at least five, in one's own territories, nobody named."""

from estafeta.tally.services import take_told_out
from tests import make


def test_a_coordinator_sees_where_five_said_so_and_a_neighbour_does_not(client):
    campaign = make.campaign()
    region, elsewhere = make.region(), make.region("Abai region")
    school = make.organisation("School 5", territory=make.town(parent=region))
    take_told_out(campaign, school.territory, organisation=school, heads=6, minutes=360)

    client.force_login(make.coordinator(region).user)
    seen = client.get("/en/desk/wrong/").content.decode()
    client.force_login(make.coordinator(elsewhere).user)
    not_seen = client.get("/en/desk/wrong/").content.decode()

    assert "School 5" in seen
    assert "Nowhere have five people said so." in not_seen
    assert "School 5" not in not_seen
