import pytest
from datetime import timedelta
from django.utils import timezone
from tests import make
from estafeta.deeds import services, queries
from estafeta.deeds.models import Deed


def test_smoke():
    print(services.load_types())
    aigul = make.person("Aigul")
    org = make.organisation(owner=aigul)
    c = make.campaign()
    d = services.draft(
        aigul,
        campaign=c,
        type=make.deed_type("park"),
        organisation=org,
        territory=org.territory,
        title="Park «Шахтёр»",
        language="ru",
    )
    t = make.tomorrow()
    services.set_shifts(d, aigul, [services.Slot(t, t + timedelta(hours=2), 10)])
    d = services.submit(d, aigul)
    assert d.status == "announced"
    assert [x.status for x in services.repeat(d, aigul, times=3)] == ["announced"] * 3
    assert services.move_by_the_clock(t + timedelta(days=30)) == 4
    assert queries.deeds_visible_to(None).count() == 4
    with pytest.raises(Exception):
        services.call_off(d, aigul, "x")
