"""What the columns of a table may mean, and the words by which people head them."""

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.territories.models import Territory

LARGEST_UPLOAD = 20 * 1024 * 1024  # bytes; a larger table is brought in at the machine: estafeta import
MOST_FATES_KEPT = 5_000  # of one import, those with something to say first
LONGEST_KEY = 200

# noun -> field -> how columns that hold it are headed, in three languages and in files met so far.
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "organisations": {
        "key": ("id", "number", "номер", "ID организации"),
        "name": ("organisation", "organization", "org_title", "title", "название", "организация", "наименование",
                 "атауы", "ұйым"),
        "kind": ("type", "вид", "тип", "түрі"),
        "territory": ("place", "city", "town", "region", "город", "регион", "место", "қала", "өңір", "аумақ", "kato"),
        "registration_number": ("bin", "registration", "reg_number", "бин", "бсн", "рег номер"),
        "about": ("description", "summary", "описание", "о себе", "сипаттама"),
        "website": ("site", "url", "web", "сайт"),
    },
    "appeals": {
        "key": ("id", "service_request_id", "request_id", "case_id", "номер", "нөмір"),
        "title": ("service_name", "subject", "name of appeal", "тема", "заголовок", "просьба", "тақырып", "өтініш"),
        "about": ("description", "service_details", "details", "summary", "описание", "сипаттама"),
        "kind": ("type", "category", "вид", "тип", "категория", "түрі"),
        "name": ("asker", "asker_name", "requester", "contact_name", "имя", "фио", "проситель", "аты", "аты жөні"),
        "email": ("e-mail", "mail", "почта", "эл почта", "пошта"),
        "phone": ("telephone", "tel", "mobile", "телефон"),
        "for_whom": ("beneficiary", "для кого", "кімге"),
        "territory": ("place", "city", "town", "region", "город", "регион", "қала", "өңір", "аумақ", "kato"),
        "meeting_point": ("address", "location", "street", "адрес", "мекенжай"),
        "lat": ("latitude", "широта", "ендік"),
        "lon": ("long", "lng", "longitude", "долгота", "бойлық"),
        "date": ("requested_datetime", "created", "opened", "sent", "дата", "күні"),
        "status": ("status_description", "state", "статус", "состояние", "күйі"),
        "language": ("lang", "язык", "тіл"),
    },
}  # fmt: skip
CLOSED_WORDS = ("closed", "done", "resolved", "completed", "finished", "закрыто", "закрыта", "закрыт", "выполнено",
                "готово", "решено", "жабылды", "жабық", "орындалды", "бітті")  # fmt: skip


def may_import(person: Person | None, territory: Territory) -> Decision:
    """A coordinator brings tables into the territory that they coordinate; the operator, at the machine, anywhere."""
    return YES if person is None else may_coordinate(person, territory)


def may_be_undone(state: str) -> Decision:
    """What is written can be taken back; what is being written can't yet."""
    return YES if state == "done" else no(_("This import is not one that can be taken back."))
