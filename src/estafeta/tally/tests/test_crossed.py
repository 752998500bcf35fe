from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.tally import queries, services
from tests import make

pytestmark = pytest.mark.django_db


def test_a_table_of_places_and_groups_adds_up_to_the_figure():
    deed = make.deed(status="reported", starts_at=timezone.now() - timedelta(days=1))
    pupils, miners = make.group("pupils"), make.group("miners")
    for group, heads, grade in ((pupils, 28, "C"), (miners, 12, "C"), (None, 7, "C"), (miners, 100, "D")):
        services.record(deed, "headcount", grade=grade, heads=heads, group=group, happened_at=deed.starts_at)
    services.record(deed, "spectators", grade="C", heads=500, happened_at=deed.starts_at)

    table = queries.crossed(deed.campaign, "territory", "group")

    assert [key for key, _label in table.columns] == ["miners", "pupils", ""]
    assert table.numbers == [[12, 28, 7]]
    assert sum(map(sum, table.numbers)) == queries.figure(deed.campaign).participations.value
