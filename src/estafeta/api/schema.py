"""The shapes of what the API says and hears. Public names only: slugs and codes, never a person."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from estafeta.api.paging import Text

Language = Literal["kk", "ru", "en"]


class InThree(Schema):
    """A text in three languages; "" where it is not there."""

    kk: str
    ru: str
    en: str


def in_three(thing: object, field: str) -> dict[str, str]:
    return {code: getattr(thing, f"{field}_{code}") for code in ("kk", "ru", "en")}


class Campaign(Schema):
    id: str
    theme: InThree
    slogan: InThree
    about: InThree
    territory: str
    starts_on: date
    ends_on: date
    continues: str | None
    is_example: bool
    closed_at: datetime | None


class Territory(Schema):
    id: str
    national_code: str
    iso_code: str
    kind: str
    name: InThree
    parent: str | None
    path: list[str]
    lon: float | None
    lat: float | None
    time_zone: str
    valid_from: date | None
    valid_until: date | None


class Organisation(Schema):
    id: str
    name: str
    kind: str
    territory: str
    about: str
    website: str
    verified: bool
    registered_at: datetime


class Deed(Schema):
    """`places_left` null with `can_join` true: everybody finds a place."""

    id: str
    title: str
    status: str
    type: str
    campaign: str
    organisation: str
    territory: str
    language: str
    starts_at: datetime
    ends_at: datetime
    meeting_point: str
    lon: float | None
    lat: float | None
    can_join: bool
    places_left: int | None
    url: str


class Shift(Schema):
    id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    places_left: int | None


class WholeDeed(Deed):
    about: str
    bring: str
    min_age: int | None
    max_age: int | None
    groups: list[str]
    co_organisers: list[str]
    shifts: list[Shift]


class Campaigns(Schema):
    items: list[Campaign]
    next: str | None


class Territories(Schema):
    items: list[Territory]
    next: str | None


class Organisations(Schema):
    items: list[Organisation]
    next: str | None


class Deeds(Schema):
    items: list[Deed]
    next: str | None


class Need(Schema):
    """What an appeal lacks: `remaining` of `quantity` is not promised yet."""

    id: int
    kind: str
    what: str
    quantity: int
    unit: str
    needed_by: date | None
    pledged: int
    delivered: int
    remaining: int


class Appeal(Schema):
    id: str
    title: str
    status: str
    kind: str
    campaign: str
    territory: str
    language: str
    for_whom: str
    published_at: datetime
    needs: list[Need]
    url: str


class AppealStep(Schema):
    status: str
    at: datetime
    words: str


class Picture(Schema):
    url: str
    alt: str
    credit: str


class WholeAppeal(Appeal):
    """`deeds` answer it; `pictures` hold no place and no camera."""

    about: str
    meeting_point: str
    organisation: str | None
    pictures: list[Picture]
    deeds: list[str]
    steps: list[AppealStep]


class AsksForHelp(Schema):
    """What is asked for. With a token, name and contact can be left out: then the token's owner asks.

    `private_detail` is read by coordinators alone. A child asks through `name`, its parent or guardian.
    """

    title: Annotated[Text, Field(max_length=120)]
    kind: Literal["place", "home", "things", "event", "lesson", "nature", "other"]
    territory: Annotated[Text, Field(max_length=32, description="A territory's code.")]
    about: Annotated[Text, Field(max_length=5000)] = ""
    for_whom: Annotated[Text, Field(max_length=200)] = ""
    private_detail: Annotated[Text, Field(max_length=5000)] = ""
    meeting_point: Annotated[Text, Field(max_length=200)] = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    name: Annotated[Text, Field(max_length=200)] = ""
    email: Annotated[Text, Field(max_length=254)] = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    child_name: Annotated[Text, Field(max_length=200)] = ""
    child_born_on: date | None = None
    organisation: Annotated[Text, Field(max_length=80, description="In whose name; the owner organises for it.")] = ""
    lang: Language = "kk"


class SentAppeal(Schema):
    """`link` is private: who has it can see, change and withdraw the appeal."""

    id: str
    status: str
    contact_confirmed: bool
    token: str
    link: str


class Promises(Schema):
    """`more`: promises on purpose beyond what is missing. Without `until`, three weeks."""

    need: Annotated[int, Field(ge=1, lt=2**63)]
    quantity: Annotated[int, Field(ge=1, le=1_000_000_000)]
    until: date | None = None
    organisation: Annotated[Text, Field(max_length=80)] = ""
    more: bool = False
    lang: Language = "kk"


class MadePledge(Schema):
    """`remaining` is what is still missing of the need; `link` opens for the token's owner alone."""

    id: int
    status: str
    need: int
    quantity: int
    remaining: int
    lapses_at: datetime
    link: str


class Appeals(Schema):
    items: list[Appeal]
    next: str | None


class Hero(Schema):
    """Somebody of the roll of honour; `name` null: a minor, who is never named."""

    id: str
    name: str | None
    is_minor: bool
    is_posthumous: bool
    title: InThree
    story: InThree
    territory: str
    campaign: str
    happened_in: Annotated[str, Field(description="Year and month.")]
    honoured_on: date
    url: str


class Heroes(Schema):
    items: list[Hero]
    next: str | None


class Metric(Schema):
    """One of six; docs/counting.md. `value` null: only the range from `low` to `high` is known."""

    metric: Literal["people", "participations", "spectators", "deeds", "hours", "completeness"]
    value: int | None
    low: int | None
    high: int | None
    grades: dict[str, int] | None
    definition: str
    named: int | None = None
    unnamed: int | None = None
    unresolved: int | None = None
    held: int | None = None
    reported: int | None = None
    announced: int | None = None
    cancelled: int | None = None
    measured_minutes: int | None = None
    estimated_minutes: int | None = None


class Scope(Schema):
    campaign: str
    territory: str | None
    organisation: str | None


class Completeness(Schema):
    reported: int
    held: int


class Part(Schema):
    key: str
    label: str
    participations: int
    grades: dict[str, int]
    spectators: int
    measured_minutes: int
    estimated_minutes: int
    deeds: int | None


class Tally(Schema):
    """The same object wherever a figure is shown. `parts` only where `by` was asked for."""

    metrics: list[Metric]
    scope: Scope
    as_of: datetime
    recorded_until: datetime
    completeness: Completeness
    method: str
    permalink: str
    parts: list[Part] | None = None


class QuotedFigure(Tally):
    id: str
    quoted_at: datetime


class WantsToCome(Schema):
    """Who wants to come, and to which shift; without `shift`, the next one with places left.

    With a token, name and contact can be left out: then the token's owner comes, and needs no code.
    """

    name: Annotated[Text, Field(max_length=200)] = ""
    email: Annotated[Text, Field(max_length=254)] = ""
    phone: Annotated[Text, Field(max_length=40)] = ""
    shift: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    seats: Annotated[int, Field(ge=1, le=200)] = 1
    names: Annotated[list[Text], Field(max_length=200)] = []
    team_name: Annotated[Text, Field(max_length=200)] = ""
    born_on: date | None = None
    lang: Language = "kk"


class SignUp(Schema):
    """`link` is private: who has it can see, change and cancel the sign-up."""

    status: Literal["unconfirmed", "going", "waiting", "cancelled"]
    deed: str
    shift: int
    seats: int
    token: str
    link: str


class CheckIns(Schema):
    """What one phone at the gate kept. A bad entry is refused with a sentence and never spoils a good one.

    An entry: `uuid` made by the phone, `kind`, `at` by its clock, and what the kind needs (docs/checkin.md).
    """

    entries: Annotated[list[dict[str, Any]], Field(max_length=1000)]
    sent_at: Annotated[datetime | None, Field(description="The phone's clock while it is sending.")] = None
    device: Annotated[Text, Field(max_length=200)] = ""


class CheckInAnswer(Schema):
    uuid: str
    fate: Literal["taken", "known", "conflict", "refused"]
    reason: str


class CheckInAnswers(Schema):
    answers: list[CheckInAnswer]
