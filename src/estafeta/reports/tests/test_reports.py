import csv
import io
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.reports import queries, services
from estafeta.reports.models import Report
from estafeta.reports.services.printing import telling_of
from estafeta.tally import queries as tally
from estafeta.tally import services as tally_services
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def campaign():
    """A country of two regions, with cells of one to four people in both."""
    country = make.territory("Kazakhstan")
    deeds = []
    for name, kind in (("Karaganda", "park"), ("Abai", "concert")):
        region = make.territory(name, parent=country)
        body = make.organisation(f"Union of {name}", territory=region)
        campaign = deeds[0].campaign if deeds else make.campaign(territory=country)
        deeds.append(
            make.deed(
                f"A deed in {name}", campaign=campaign, organisation=body, type=make.deed_type(kind), status="reported",
                starts_at=timezone.now() - timedelta(days=3),
            )
        )  # fmt: skip
    for deed, pupils, miners in ((deeds[0], 3, 40), (deeds[1], 30, 25)):
        for group, heads in (("pupils", pupils), ("miners", miners)):
            counted = {"group": make.group(group), "happened_at": deed.starts_at, "minutes": 90}
            tally_services.record(deed, "headcount", grade="C", heads=heads, **counted)
    for name in ("Aigul", "Bolat"):
        tally_services.record(
            deeds[0], "attendance", grade="A", happened_at=deeds[0].starts_at, person=make.person(name), minutes=60
        )
    tally_services.record(deeds[1], "headcount", grade="D", heads=3, happened_at=deeds[1].starts_at)
    tally_services.record(deeds[1], "spectators", grade="C", heads=700, happened_at=deeds[1].starts_at)
    return campaign


def archive_of(report, language="en"):
    (data,) = [data for name, data in services.documents(report, language) if name == f"data-{language}.zip"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_same_moment_gives_the_same_bytes_whatever_happens_later(campaign, media):
    report = services.publish(campaign, by=None, words={"en": "Thank you."}, signed="The leader")
    before = dict(services.documents(report, "kk"))

    deed = campaign.deeds.first()
    tally_services.record(deed, "headcount", grade="C", heads=1000, happened_at=deed.starts_at)
    deed.title = "Another title"
    deed.save()
    again = services.publish(campaign, by=None, as_of=report.as_of)

    assert again.pk == report.pk
    assert dict(services.documents(Report.objects.get(pk=report.pk), "kk")) == before


def test_the_figures_of_a_report_are_those_of_the_tally_and_have_a_permanent_link(client, campaign):
    report = services.publish(campaign, by=None)
    figure = tally.figure(campaign, as_of=report.as_of)

    told = telling_of(report, "en")

    assert report.content["figure"]["metrics"] == figure.answer()["metrics"]
    assert told.headline["value"] == "100"
    quoted = client.get(told.figure_link.split("//", 1)[1].split("/", 1)[1].join(["/en/", ""]))
    assert quoted.status_code == 200


def test_open_data_shows_no_count_below_five_and_adds_up_to_the_figures(campaign, tmp_path):
    files = archive_of(services.publish(campaign, by=None))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    counted = ("participations", "grade_a", "grade_b", "grade_c", "apart", "grade_d", "grade_e", "spectators")
    shown = {
        int(row[column])
        for name, data in files.items()
        if name.startswith("by_") and name.endswith(".csv")
        for row in rows_of(data)
        for column in counted
        if row[column]
    }
    recount = subprocess.run(
        [sys.executable, str(tmp_path / "recompute.py"), str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert {count for count in shown if 0 < count < 5} == set()
    assert (recount.returncode, recount.stdout) == (0, "Everything agrees with the published figures.\n")


def test_the_recount_notices_a_figure_that_was_changed(campaign, tmp_path):
    for name, data in archive_of(services.publish(campaign, by=None)).items():
        (tmp_path / name).write_bytes(data.replace(b"participations,100", b"participations,101"))

    recount = subprocess.run(
        [sys.executable, str(tmp_path / "recompute.py"), str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert recount.returncode == 1
    assert "by_day.csv, participations: published 101, computed 100" in recount.stdout


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_document_is_printed_and_can_be_fetched(client, campaign, media, language):
    report = services.publish(campaign, by=None)
    page = f"/{language}/report/{report.key}/"
    assert client.get(f"{page}report-{language}.pdf").status_code == 404

    services.print_report(report)

    starts = {
        f"report-{language}.pdf": b"%PDF-",
        f"report-{language}.xlsx": b"PK",
        f"data-{language}.zip": b"PK",
        f"report-{language}.html": b"<!doctype html>",
        f"by-type-{language}.svg": b"<svg",
        f"by-type-{language}.png": b"\x89PNG",
    }
    for name, start in starts.items():
        data = b"".join(client.get(page + name).streaming_content)
        assert data.lstrip().startswith(start), name
    assert f"report-{language}.pdf" in client.get(page).content.decode()


def test_a_report_names_no_place_outside_its_storage(client, campaign):
    report = services.publish(campaign, by=None)

    for name in ("../../secret_key", "report-en.exe", "other-en.pdf"):
        assert client.get(f"/en/report/{report.key}/{name}").status_code == 404


def test_coordinators_publish_about_their_own_place_and_nobody_else(campaign):
    region = campaign.deeds.first().territory
    coordinator = make.coordinator(region)

    own = services.publish(campaign, by=coordinator, territory=region)
    with pytest.raises(NotPossible):
        services.publish(campaign, by=coordinator)
    with pytest.raises(NotPossible):
        services.publish(campaign, by=make.person("Vera"), territory=region)

    assert own.content["figure"]["scope"]["territory"] == region.code


def test_the_owner_publishes_about_the_organisation(campaign):
    organisation = campaign.deeds.first().organisation
    owner = make.person("Aigul")
    organisation.memberships.create(person=owner, role="owner")

    report = services.publish(campaign, by=owner, organisation=organisation)

    assert report.content["figure"]["metrics"][1]["value"] == 45


def test_the_page_of_reports_asks_the_same_whatever_their_number(client, campaign, django_assert_num_queries):
    services.publish(campaign, by=None, territory=campaign.deeds.first().territory)
    client.get("/en/report/")
    with django_assert_num_queries(4):
        client.get("/en/report/")
    for deed in campaign.deeds.all():
        services.publish(campaign, by=None, territory=deed.territory)
        services.publish(campaign, by=None, organisation=deed.organisation)
    with django_assert_num_queries(4):
        client.get("/en/report/")


def test_a_coordinator_publishes_from_the_page(client, campaign):
    coordinator = make.coordinator(campaign.territory)
    client.force_login(coordinator.user)
    assert "Publish a report" in client.get("/en/report/").content.decode()

    answer = client.post(
        "/en/report/new/",
        {"scope": f"territory:{campaign.territory.code}", "word_kk": "Рақмет.", "signed": "Жетекші"},
        follow=True,
    )

    report = queries.latest(campaign)
    assert report is not None
    assert answer.request["PATH_INFO"] == f"/en/report/{report.key}/"
    assert "Рақмет." in answer.content.decode()


def test_the_command_writes_all_documents_and_the_same_twice(campaign, tmp_path):
    call_command("report", out=tmp_path / "one", lang="ru", stdout=io.StringIO())
    moment = queries.latest(campaign).as_of.isoformat()
    call_command("report", out=tmp_path / "two", lang="ru", as_of=moment, stdout=io.StringIO())

    one = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    two = {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}

    assert {"report-ru.pdf", "report-ru.html", "report-ru.xlsx", "data-ru.zip"} <= set(one)
    assert one == two


def test_printing_twice_leaves_one_of_each(campaign, media):
    report = services.publish(campaign, by=None)
    services.print_report(report)
    services.print_report(report)

    names = default_storage.listdir(f"reports/{report.key}")[1]

    assert len(names) == len(set(names))
    assert "report-kk.pdf" in names
