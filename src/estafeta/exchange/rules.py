"""What the columns of a table may mean, and the words by which people head them."""

from django.utils.translation import gettext_lazy as _

from estafeta.base.decisions import YES, Decision, no
from estafeta.exchange.models import Import
from estafeta.people.models import Person
from estafeta.people.rules import may_coordinate
from estafeta.territories.models import Territory

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
    "people": {
        "key": ("id", "номер"),
        "name": ("full name", "volunteer", "фио", "имя", "участник", "аты жөні", "есімі", "қатысушы"),
        "email": ("e-mail", "mail", "почта", "эл почта", "пошта"),
        "phone": ("telephone", "tel", "mobile", "телефон", "телефон нөмірі"),
        "born_on": ("born", "birth date", "date of birth", "дата рождения", "туған күні"),
        "territory": ("place", "city", "town", "region", "город", "регион", "қала", "өңір", "аумақ", "kato"),
        "language": ("lang", "язык", "тіл"),
    },
    "attendance": {
        "key": ("id", "номер"),
        "deed": ("event_id", "deed_id", "event", "event_name", "дело", "мероприятие", "іс", "іс-шара"),
        "date": ("day", "дата", "күні"),
        "shift": ("shift_id", "смена", "ауысым"),
        "name": ("full name", "volunteer", "фио", "имя", "участник", "аты жөні", "есімі", "қатысушы"),
        "email": ("e-mail", "mail", "почта", "эл почта", "пошта"),
        "phone": ("telephone", "tel", "mobile", "телефон", "телефон нөмірі"),
        "born_on": ("born", "birth date", "date of birth", "дата рождения", "туған күні"),
        "heads": ("attended", "headcount", "number of people", "человек", "количество", "адам саны"),
        "hours": ("hours each", "часы", "сағат"),
        "total_hours": ("volunteer_hours", "hours in all", "всего часов", "барлық сағат"),
        "group": ("social group", "группа", "топ"),
        "unit": ("team", "команда", "отряд", "топ атауы"),
        "grade": ("evidence", "степень", "дәреже"),
    },
}  # fmt: skip
CLOSED_WORDS = ("closed", "done", "resolved", "completed", "finished", "закрыто", "закрыта", "закрыт", "выполнено",
                "готово", "решено", "жабылды", "жабық", "орындалды", "бітті")  # fmt: skip


def may_import(person: Person | None, territory: Territory) -> Decision:
    """A coordinator brings tables into the territory that they coordinate; the operator, at the machine, anywhere."""
    return YES if person is None else may_coordinate(person, territory)


def may_be_undone(import_: Import) -> Decision:
    """What was taken back whole is not taken back again."""
    return YES if import_.undone_at is None else no(_("This import was taken back before."))
