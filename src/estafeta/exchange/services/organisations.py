"""Organisations out of a table. They come unverified, and without members: whoever proves to run one is invited."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from estafeta.base.tables import Row
from estafeta.base.texts import fold, slug_with_key
from estafeta.deeds.services.imported_rows import place_of, without_contacts
from estafeta.exchange.models import ImportedRow
from estafeta.exchange.services.known import BATCH, is_used, key_of, known, remember
from estafeta.exchange.services.reports import Order, Taken
from estafeta.organisations.models import Organisation
from estafeta.organisations.rules import LONGEST_NAME, LONGEST_NUMBER
from estafeta.territories.models import Territory

K = Organisation.Kind
KIND_WORDS = {
    K.NGO: ("нпо", "нко", "үеұ", "ngo", "nonprofit", "non profit", "charity", "фонд", "қор", "foundation",
            "общественное объединение", "қоғамдық бірлестік"),
    K.AUTHORITY: ("authority", "government", "city agency", "акимат", "әкімдік", "государственный орган",
                  "мемлекеттік орган", "public"),
    K.BUSINESS: ("business", "company", "тоо", "ип", "ао", "жшс", "бизнес", "компания", "предприятие", "кәсіпорын"),
    K.SCHOOL: ("school", "university", "college", "школа", "мектеп", "вуз", "университет", "колледж"),
    K.MEDIA: ("media", "newspaper", "сми", "бақ", "газета", "телеканал"),
    K.INFORMAL: ("informal", "group", "group of friends", "инициативная группа", "неформальная группа",
                 "бейресми топ", "бастамашыл топ"),
}  # fmt: skip
LONGEST_ABOUT = 10_000
_KINDS = {fold(word): kind for kind, words in KIND_WORDS.items() for word in words}
_is_address = URLValidator(schemes=["http", "https"])


@dataclass
class Read:
    """One row, read."""

    row: int
    key: str
    name: str
    kind: str
    territory: Territory
    number: str
    about: str
    website: str
    notes: list[str] = field(default_factory=list)


def take_organisations(taken: Taken) -> None:
    """Write the organisations of a table that are not there yet.

    Writes: Organisations and the rows they came from; what is alike is named in the row's fate.
    """
    order, report = taken.order, taken.report
    reads = _reads(taken)
    there = known("organisations", [read.key for read in reads])
    numbers = {
        body.registration_number: body
        for body in Organisation.objects.filter(registration_number__in={r.number for r in reads if r.number})
    }
    alike: dict[str, list[Organisation]] = {}
    for body in Organisation.objects.filter(folded_name__in={fold(r.name)[:200] for r in reads}).select_related(
        "territory"
    ):
        alike.setdefault(body.folded_name, []).append(body)
    new: list[tuple[str, Organisation]] = []
    for read in reads:
        folded = fold(read.name)[:LONGEST_NAME]
        same = [body for body in alike.get(folded, []) if body.territory.path.startswith(order.defaults.root.path)]
        if read.key in there:
            report.tell(read.row, "same", *read.notes, _("This row came before; nothing was changed."))
        elif taker := numbers.get(read.number):
            report.tell(read.row, "same", *read.notes,
                        _("Registered already under this number: %(name)s.") % {"name": taker.name})  # fmt: skip
        elif same and not (read.number and all(body.registration_number for body in same)):
            report.tell(read.row, "same", *read.notes,
                        _("An organisation of this name is here already: %(name)s, %(place)s.")
                        % {"name": same[0].name, "place": same[0].territory.name})  # fmt: skip
        else:
            if others := alike.get(folded):
                read.notes.append(_("Another organisation of this name: %(name)s, %(place)s.")
                                  % {"name": others[0].name, "place": others[0].territory.name})  # fmt: skip
            made = _organisation(read, folded)
            new.append((read.key, made))
            alike.setdefault(folded, []).append(made)
            numbers |= {read.number: made} if read.number else {}
            report.tell(read.row, "new", *read.notes)
    Organisation.objects.bulk_create([body for _key, body in new], batch_size=BATCH)
    remember(taken.came_with, [(key, body.pk) for key, body in new])
    report.made["organisations"] = len(new)


def _reads(taken: Taken) -> list[Read]:
    reads: list[Read] = []
    seen: dict[str, int] = {}
    for row in taken.order.table.rows:
        try:
            read = read_organisation(row, taken.order)
        except ValueError as fault:
            taken.report.tell(row.number, "refused", str(fault))
            continue
        if read.key in seen:
            taken.report.tell(read.row, "same", *read.notes,
                              _("The same organisation as row %(row)s.") % {"row": seen[read.key]})  # fmt: skip
        else:
            seen[read.key] = read.row
            reads.append(read)
    return reads


def read_organisation(row: Row, order: Order) -> Read:
    """One organisation out of one row; doubts are notes.

    Raises: ValueError with a sentence that names the column.
    """
    cells = {name: row.cells.get(column, "") for name, column in order.mapping.items()}
    notes: list[str] = []
    column = order.mapping.get("name", "name")
    name = cells.get("name", "")
    if not fold(name):
        raise ValueError(_("There is no name in column %(column)s.") % {"column": column})
    if len(name) > LONGEST_NAME:
        notes.append(_("The name was cut to 200 characters."))
    number = cells.get("registration_number", "").replace(" ", "")
    if len(number) > LONGEST_NUMBER:
        raise ValueError(_("Column %(column)s: a registration number has 20 characters at most.")
                         % {"column": order.mapping["registration_number"]})  # fmt: skip
    territory = place_of(cells.get("territory", ""), order.defaults, notes)
    name = without_contacts(" ".join(name[:LONGEST_NAME].split()), order.defaults, notes)
    return Read(
        row=row.number,
        key=key_of(order.source, cells.get("key", "") or number, fold(name), territory.pk),
        name=name,
        kind=_kind(cells.get("kind", ""), number, notes),
        territory=territory,
        number=number,
        about=without_contacts(cells.get("about", "")[:LONGEST_ABOUT], order.defaults, notes),
        website=_website(cells.get("website", ""), notes),
        notes=notes,
    )


def _kind(text: str, number: str, notes: list[str]) -> str:
    usual = K.NGO if number else K.INFORMAL
    kind = _KINDS.get(fold(text)) or next((k for k in K if fold(text) == fold(str(k.label))), None)
    if kind is None and text:
        notes.append(_("The kind “%(name)s” is not known; “%(usual)s” is used.")
                     % {"name": text[:60], "usual": usual.label})  # fmt: skip
    return kind or usual


def _website(text: str, notes: list[str]) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        _is_address(address)
    except ValidationError:
        notes.append(_("“%(text)s” is no web address and was left out.") % {"text": text[:60]})
        return ""
    return address if len(address) <= LONGEST_NAME else ""


def _organisation(read: Read, folded: str) -> Organisation:
    return Organisation(
        kind=read.kind,
        name=read.name,
        folded_name=folded,
        slug=slug_with_key(read.name),
        territory=read.territory,
        registration_number=read.number,
        about=read.about,
        website=read.website,
        registered_at=timezone.now(),
    )


def untake_organisations(rows: list[ImportedRow]) -> tuple[list[int], list[str]]:
    """Take out organisations that nothing has grown on. Returns the numbers taken out, and the names that stay."""
    taken, kept = [], []
    for body in Organisation.objects.filter(pk__in=[row.number for row in rows]).order_by("pk"):
        if body.memberships.exists() or body.verified_at or is_used(body):
            kept.append(body.name)
        else:
            taken.append(body.pk)
            body.delete()
    return taken, kept
