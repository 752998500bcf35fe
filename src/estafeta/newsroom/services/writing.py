from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.errors import NotPossible, insist
from estafeta.base.fields import LANGUAGES
from estafeta.base.texts import clean, fold, slug_with_key
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.journal.services import record
from estafeta.newsroom import queries, rules
from estafeta.newsroom.models import Correction, Story
from estafeta.people.models import Person
from estafeta.territories.models import Territory

TOLD = ("title", "lead", "text")
LIMITS = {"title": rules.LONGEST_TITLE, "lead": rules.LONGEST_LEAD, "text": rules.LONGEST_TEXT}


@dataclass(frozen=True)
class Draft:
    """What an editor has written.

    `words` holds title_kk, text_en and so on; `acknowledged` says that the numbers typed by hand are meant, and
    `numbers_source` where they come from; `what` and `reason` tell by language how a public story is corrected.
    """

    territory: Territory
    kind: str = Story.Kind.NEWS
    words: Mapping[str, str] = field(default_factory=dict)
    deed: Deed | None = None
    words_by: str = ""
    photos_by: str = ""
    source: str = ""
    acknowledged: bool = False
    numbers_source: str = ""
    what: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def start(by: Person, campaign: Campaign, draft: Draft, *, once: str) -> Story:
    """Begin a story; nobody but the editors sees it.

    Takes:   once -- what makes this form one, however often it is sent.
    Returns: the Story; the same form sent twice is one.
    Raises:  NotPossible when `by` does not write in the territory, no title is there, or a mark or number is amiss.
    Writes:  one Story, one journal Entry.
    """
    if there := Story.objects.filter(once=once, made_by=by).first():
        return there
    story = Story(campaign=campaign, territory=draft.territory, once=once, made_by=by)
    insist(rules.may_edit(by, story))
    _fill(story, draft)
    story.slug = slug_with_key(story.title)
    try:
        with transaction.atomic():
            story.save()
    except IntegrityError:
        return Story.objects.get(once=once, made_by=by)
    record(by, "started", story)
    return story


@transaction.atomic
def write(story: Story, by: Person, draft: Draft, *, edition: int, now: datetime | None = None) -> Story:
    """Keep what an editor has changed. The same once more changes nothing.

    Takes:  edition -- the one that the editor had before them, so that nobody writes over another's words unseen.
    Raises: NotPossible when `by` does not write there, somebody else wrote meanwhile, a mark or number is amiss, or
            words that everybody reads are changed without a correction.
    Writes: the Story, one journal Entry, one Correction where words that everybody reads were changed.
    Locks:  the Story row.
    """
    story = held(story, by)
    before = {name: getattr(story, name) for name in _names()}
    known = _told_of(story)
    was_readable = rules.languages_of(story)
    story.territory = draft.territory
    insist(rules.may_edit(by, story))
    _fill(story, draft)
    if _told_of(story) == known:
        return story
    if story.edition != edition:
        raise NotPossible(_("Somebody else has changed this story meanwhile. Copy your words, then open it anew."))
    if story.withdrawn_at is not None:
        raise NotPossible(_("This story was withdrawn. Write a new one."))
    changed = [name for name in before if before[name] != getattr(story, name) and name[-2:] in was_readable]
    story.edition += 1
    story.save()
    if changed and rules.is_public(story, now or timezone.now()):
        _correct(story, by, draft)
    record(by, "changed", story, edition=story.edition, fields=changed)
    return story


def held(story: Story, by: Person) -> Story:
    """Locks: the Story row. Raises NotPossible when `by` does not write in its territory."""
    locked = Story.objects.select_for_update(of=("self",)).select_related("territory", "campaign", "deed")
    story = locked.get(pk=story.pk)
    insist(rules.may_edit(by, story))
    return story


def _names() -> list[str]:
    return [f"{name}_{code}" for code in LANGUAGES for name in TOLD]


def _told_of(story: Story) -> list[object]:
    others = (story.kind, story.territory_id, story.deed_id, story.words_by, story.photos_by, story.source)
    return [*(getattr(story, name) for name in _names()), *others, story.numbers_source, list(story.numbers)]


def _fill(story: Story, draft: Draft) -> None:
    """Takes: the draft over into the story, after looking at its marks and numbers."""
    for name in _names():
        limit = LIMITS[name[:-3]]
        text = clean(draft.words.get(name, ""), most=limit + 1)
        if len(text) > limit:
            raise NotPossible(_("The text is too long."))
        setattr(story, name, text)
    if not story.title:
        raise NotPossible(_("Write a title in one language at least."))
    if draft.kind not in Story.Kind.values:
        raise NotPossible(_("Choose what kind of story it is."))
    story.kind, story.deed = draft.kind, draft.deed
    for name in ("words_by", "photos_by", "source", "numbers_source"):
        setattr(story, name, clean(getattr(draft, name), most=rules.LONGEST_LINE))
    told = [getattr(story, name) for name in _names() if not name.startswith("text_")]
    if any(rules.marks_in(text) for text in told):
        raise NotPossible(_("A figure belongs into the text; title and lead stand in lists and feeds without it."))
    if faults := queries.faults_in(story):
        raise NotPossible(faults[0])
    _look_at_numbers(story, draft)
    story.folded = fold(" ".join(told))


def _look_at_numbers(story: Story, draft: Draft) -> None:
    bare = rules.bare_numbers(*(getattr(story, name) for name in _names()))
    new = [number for number in bare if number not in story.numbers]
    if new and not (draft.acknowledged and story.numbers_source):
        raise NotPossible(
            _("Numbers typed by hand: %(numbers)s. Insert them as figures, or say where they come from.")
            % {"numbers": ", ".join(new)}
        )
    story.numbers = bare
    if bare and not story.numbers_source:
        raise NotPossible(_("Say where the numbers typed by hand come from."))


def _correct(story: Story, by: Person, draft: Draft) -> None:
    said = {
        f"{name}_{code}": clean(words.get(code, ""), most=rules.LONGEST_LINE)
        for name, words in (("what", draft.what), ("reason", draft.reason))
        for code in LANGUAGES
    }
    for name in ("what", "reason"):
        if not any(said[f"{name}_{code}"] for code in LANGUAGES):
            raise NotPossible(_("Everybody reads this story already: say what is corrected, and why."))
    Correction.objects.create(story=story, edition=story.edition, made_by=by, **said)
