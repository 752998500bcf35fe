"""Writing a story: who may, in which languages, with which numbers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.deeds.models import Outcome
from estafeta.newsroom import queries, services
from estafeta.newsroom.models import Correction, Story
from estafeta.newsroom.services import Draft
from estafeta.tally.queries import figure
from estafeta.tally.services import quote
from tests import make

WORDS = {"title_en": "A sports ground", "lead_en": "Pupils asked.", "text_en": "Miners brought sand."}


@pytest.fixture
def town():
    return make.town()


@pytest.fixture
def editor(town):
    return make.editor(town.parent)


def begun(editor, town, **fields):
    draft = Draft(territory=town, words=WORDS | fields.pop("words", {}), source="The school", **fields)
    return services.start(editor, make.campaign(), draft, once=fields.get("once", "one"))


def again(town, **fields):
    return Draft(territory=town, words=WORDS | fields.pop("words", {}), source="The school", **fields)


def test_the_same_form_sent_twice_is_one_story(editor, town):
    campaign = make.campaign()
    draft = Draft(territory=town, words=WORDS)

    first = services.start(editor, campaign, draft, once="one")
    second = services.start(editor, campaign, draft, once="one")

    assert (first.pk, Story.objects.count()) == (second.pk, 1)


def test_an_editor_writes_in_their_own_subtree_and_nowhere_else(editor, town):
    elsewhere = make.town("Abai", parent=make.region("Abai region"))

    with pytest.raises(NotPossible):
        begun(editor, elsewhere)
    story = begun(editor, town)
    with pytest.raises(NotPossible):
        services.write(story, make.editor(elsewhere), again(town), edition=1)
    with pytest.raises(NotPossible):
        services.write(story, editor, again(elsewhere), edition=1)


def test_the_coordinator_of_the_territory_writes_too(town):
    assert begun(make.coordinator(town), town).pk


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("300 people came", "300"),
        ("12 500 people came", "12500"),
        ("1\u00a0200 came", "1200"),
        ("1**2**3 came", "123"),
        ("&#49;&#50;&#51; came", "123"),
        ("1\u200b2\u200b3 came", "123"),
        ("٣٠٠ came", "٣٠٠"),
        ("300\u0441 came", "300"),
    ],
)
def test_a_number_typed_by_hand_is_pointed_out_however_it_is_written(editor, town, text, number):
    with pytest.raises(NotPossible, match=number):
        begun(editor, town, words={"text_en": text})


def test_a_number_with_its_source_is_kept_and_not_asked_for_again(editor, town):
    story = begun(editor, town, words={"text_en": "300 trees"}, acknowledged=True, numbers_source="The forester's list")

    services.write(
        story,
        editor,
        again(town, words={"text_en": "300 young trees"}, numbers_source="The forester's list"),
        edition=1,
    )

    story.refresh_from_db()
    assert (story.numbers, story.numbers_source, story.edition) == (["300"], "The forester's list", 2)
    with pytest.raises(NotPossible, match="400"):
        services.write(story, editor, again(town, words={"text_en": "300 and 400 trees"}), edition=2)


def test_two_digits_and_a_figure_need_no_source(editor, town):
    campaign = make.campaign()
    key = quote(figure(campaign)).key
    text = f"At 10:30 there were {{{{figure:{key}}}}} and {{{{live:people territory={town.code}}}}}."

    story = services.start(editor, campaign, Draft(territory=town, words=WORDS | {"text_en": text}), once="a")

    told = queries.rendered(story, "en")
    assert [one.is_live for one in told.quoted] == [False, True]
    assert told.html.count("<data ") == 2


@pytest.mark.parametrize(
    "mark",
    ["{{figure:nothing}}", "{{live:money}}", "{{live:people territory=nowhere}}", "{{live:people campaign=nothing}}"],
)
def test_a_figure_that_is_not_there_is_refused_with_a_sentence(editor, town, mark):
    with pytest.raises(NotPossible):
        begun(editor, town, words={"text_en": mark})


def test_a_figure_belongs_into_the_text(editor, town):
    with pytest.raises(NotPossible):
        begun(editor, town, words={"title_en": "{{live:people}} came"})


def test_nobody_writes_over_anothers_words_unseen(editor, town):
    story = begun(editor, town)
    services.write(story, editor, again(town, words={"text_en": "One."}), edition=1)

    with pytest.raises(NotPossible):
        services.write(story, editor, again(town, words={"text_en": "Other."}), edition=1)
    services.write(story, editor, again(town, words={"text_en": "One."}), edition=1)

    story.refresh_from_db()
    assert (story.text_en, story.edition) == ("One.", 2)


def test_what_everybody_reads_is_changed_with_a_correction_alone_and_it_stays(editor, town):
    story = begun(editor, town)
    services.publish(story, editor)
    with pytest.raises(NotPossible):
        services.write(story, editor, again(town, words={"text_en": "Students brought sand."}), edition=1)

    services.write(
        story, editor,
        again(town, words={"text_en": "Students brought sand."}, what={"en": "Students, not miners."},
              reason={"en": "A reader told us."}),
        edition=1,
    )  # fmt: skip
    services.write(
        story, editor, again(town, words={"text_en": "Students brought sand.", "title_ru": "Площадка"}), edition=2
    )

    assert [one.what for one in queries.corrections_of(story)] == ["Students, not miners."]
    for act in (lambda: Correction.objects.all().delete(), lambda: Correction.objects.update(what_en="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_reader_gets_the_next_language_and_is_told(editor, town):
    story = begun(editor, town, words={"title_ru": "Площадка", "text_ru": "Горняки привезли песок."})

    told = {code: queries.rendered(story, code) for code in ("kk", "ru", "en")}

    assert [(one.language, one.is_other) for one in told.values()] == [("ru", True), ("ru", False), ("en", False)]


def test_a_title_without_a_text_is_no_language(editor, town):
    story = begun(editor, town, words={"title_kk": "Алаң"})

    assert queries.rendered(story, "kk").title == "A sports ground"


def test_a_days_deed_is_offered_once_by_turn_of_the_regions_and_never_published(town):
    campaign = make.campaign()
    now = timezone.now()
    day = timezone.localdate(now)
    far = make.town("Abai", parent=make.region("Abai region"))
    for number, place in enumerate((town, town, far)):
        deed = make.deed(f"Deed {number}", status="reported", territory=place, campaign=campaign)
        at = now if number != 1 else now - timedelta(days=1)
        Outcome.objects.create(
            deed=deed, story="We planted trees. 300 came.", reported_at=at + timedelta(seconds=number)
        )
        make.photo(deed)

    yesterday = services.offer(campaign, day - timedelta(days=1))
    today = services.offer(campaign, day)

    assert services.offer(campaign, day) is None
    assert (yesterday.deed.territory, today.deed.territory) == (town, far)
    assert (today.published_at, today.made_by, today.lead_photo.thing) == (None, None, f"deeds.deed:{today.deed_id}")
    assert list(queries.public_stories()) == []


def test_an_offered_story_with_a_number_is_not_published_before_its_source_is_said(town):
    campaign, editor = make.campaign(), make.editor(town)
    deed = make.deed(status="reported", territory=town, campaign=campaign)
    Outcome.objects.create(deed=deed, story="300 came.", reported_at=timezone.now())
    make.photo(deed)
    offered = services.offer(campaign, timezone.localdate())

    with pytest.raises(NotPossible):
        services.publish(offered, editor)
