from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from estafeta.people import rules
from estafeta.people.models import Consent, Farewell, Person, Role
from estafeta.territories.models import Territory


def person_of(user: Any) -> Person | None:
    """The human behind a login; None for a visitor."""
    if not user.is_authenticated:
        return None
    return getattr(user, "person", None)


def by_contact(*, email: str = "", phone: str = "") -> QuerySet[Person]:
    """Everybody who gave this contact, in its normal form."""
    contact = Q()
    if email:
        contact |= Q(email=email)
    if phone:
        contact |= Q(phone=phone)
    return Person.objects.filter(contact, forgotten_at=None) if contact else Person.objects.none()


def people_by_contact(*, email: str = "", phone: str = "") -> QuerySet[Person]:
    """Grown people without a login who gave this contact: whom a login with it may turn out to be."""
    return by_contact(email=email, phone=phone).filter(user=None, guardian=None).order_by("pk")


def known_person(
    folded_name: str, *, email: str, phone: str, born_on: date | None, guardian: Person | None
) -> Person | None:
    """Who is meant by a name and a contact, or by a name and a guardian; None when nobody known is.

    Why: a daughter with her mother's name on her mother's phone is told apart by her guardian or birth date.
    """
    if guardian is not None:
        known = Person.objects.filter(guardian=guardian, forgotten_at=None)
    else:
        known = by_contact(email=email, phone=phone)
    known = known.filter(folded_name=folded_name)
    if born_on is not None:
        known = known.filter(Q(born_on=None) | Q(born_on=born_on))
    return known.order_by(F("guardian").asc(nulls_first=True), "pk").first()


def paths_above(territory: Territory) -> list[str]:
    """The paths of the territory and of everything above it, the country first."""
    steps = territory.path.strip("/").split("/")
    return ["/".join(steps[:count]) + "/" for count in range(1, len(steps) + 1)]


def coordinated_paths(person: Person | None, campaign_slug: str | None = None) -> list[str]:
    """The tops of the subtrees that a person coordinates.

    Takes: campaign_slug -- "" only those for all campaigns, a slug those and the campaign's own, None any.
    """
    if person is None:
        return []
    roles = person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None)
    if campaign_slug is not None:
        roles = roles.filter(campaign__in={"", campaign_slug})
    return list(roles.order_by("territory__path").values_list("territory__path", flat=True))


def coordinators_of(territory: Territory, campaign_slug: str = "") -> list[Person]:
    """The coordinators nearest above: of the territory itself, else of its parent, and so on up the tree.

    Returns: those of one level, longest in the role first; empty when there is none up to the country.
    """
    roles = list(
        Role.objects.filter(
            kind=Role.Kind.COORDINATOR,
            ended_at=None,
            campaign__in={"", campaign_slug},
            territory__path__in=paths_above(territory),
        )
        .select_related("person", "territory")
        .order_by("given_at", "pk")
    )
    nearest = max((len(role.territory.path) for role in roles), default=0)
    return list({role.person_id: role.person for role in roles if len(role.territory.path) == nearest}.values())


def desk_above(territory: Territory, campaign_slug: str) -> Territory | None:
    """The next territory strictly above that has a coordinator."""
    return next((desk for desk in desks(territory, campaign_slug) if desk.pk != territory.pk), None)


def desks(territory: Territory, campaign_slug: str) -> list[Territory]:
    """The territories from this one upwards that have a coordinator, the nearest first."""
    coordinated = Role.objects.filter(
        kind=Role.Kind.COORDINATOR, ended_at=None, campaign__in={"", campaign_slug}
    ).values("territory")
    return list(Territory.objects.filter(path__in=paths_above(territory), pk__in=coordinated).order_by("-depth"))


def coordinated_by(person: Person | None, territory: str = "territory", campaign: str = "") -> Q:
    """The condition on things that lie in the subtrees of a coordinator; of an operator's, everything.

    Takes: territory -- the way from the thing to its territory; `campaign` -- its column with a campaign's slug.
    Why:   what lies nowhere waits for those of the whole country.
    """
    found = Q(pk__in=[])
    if person is None:
        return found
    if person.user is not None and person.user.is_superuser:
        return Q()
    for role in person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory"):
        within = Q(**{f"{territory}__path__startswith": role.territory.path})
        if role.territory.depth == 0:
            within |= Q(**{territory: None})
        found |= within & Q(**{campaign: role.campaign}) if role.campaign and campaign else within
    return found


def people_visible_to(person: Person | None) -> QuerySet[Person]:
    """Oneself, one's wards, and those who hold or held a role in a subtree that one coordinates."""
    if person is None:
        return Person.objects.none()
    seen = Q(pk=person.pk) | Q(guardian=person)
    for path in coordinated_paths(person):
        seen |= Q(pk__in=Role.objects.filter(territory__path__startswith=path).values("person"))
    return Person.objects.filter(seen)


def roles_of(person: Person) -> QuerySet[Role]:
    """What a person may do now."""
    return person.roles.filter(ended_at=None).select_related("territory").order_by("territory__path", "kind")


def roles_visible_to(person: Person | None) -> QuerySet[Role]:
    """One's own roles, and all roles, ended ones too, in the subtrees that one coordinates; all for an operator."""
    everything = Role.objects.select_related("person", "territory", "given_by", "ended_by")
    if person is None:
        return everything.none()
    if person.user is not None and person.user.is_superuser:
        return everything
    seen = Q(person=person)
    for role in person.roles.filter(kind=Role.Kind.COORDINATOR, ended_at=None).select_related("territory"):
        beneath = Q(territory__path__startswith=role.territory.path)
        seen |= beneath & Q(campaign=role.campaign) if role.campaign else beneath
    return everything.filter(seen)


def likely_same(person: Person) -> QuerySet[Person]:
    """People who may be `person` under another row: a shared contact, or the same name however it is spelled.

    Why: a doubtful pair waits for a human (PRODUCT.md, Identity); nothing is joined by this alone.
    """
    alike = Q()
    if person.email:
        alike |= Q(email=person.email)
    if person.phone:
        alike |= Q(phone=person.phone)
    if person.folded_name:
        alike |= Q(folded_name=person.folded_name)
    if not alike:
        return Person.objects.none()
    return Person.objects.filter(alike, forgotten_at=None).exclude(pk=person.pk).order_by("pk")


def consents_of(person: Person) -> set[str]:
    """The purposes to which a person, or a guardian for them, agrees now."""
    return set(Consent.objects.filter(person=person, ended_at=None).values_list("purpose", flat=True))


def open_farewell(person: Person) -> Farewell | None:
    """The unanswered wish to be forgotten."""
    return person.farewells.filter(settled_at=None).first()


def desk_of_farewell(person: Person, near: Territory | None) -> Territory | None:
    """Where a wish to be forgotten waits: one level above the roles somebody holds, else where they are at home.

    Takes: near -- where they did something, when they did not say where they are at home.
    """
    held = roles_of(person).order_by("territory__depth", "pk").first()
    if held is not None:
        return held.territory.parent or held.territory
    return person.territory or near


def farewells_visible_to(person: Person | None) -> QuerySet[Farewell]:
    """Unanswered wishes to be forgotten that one may settle, the longest waiting first."""
    waiting = Farewell.objects.filter(settled_at=None).select_related("person", "territory").order_by("asked_at", "pk")
    if person is None:
        return waiting.none()
    if person.user is not None and person.user.is_superuser:
        return waiting.exclude(person=person)
    beneath = Q(pk__in=[])
    for path in coordinated_paths(person, ""):
        beneath |= Q(territory__path__startswith=path)
    return waiting.filter(beneath).exclude(person=person)


def roles_without_login(person: Person | None, at: datetime) -> QuerySet[Role]:
    """Roles in the subtrees one coordinates whose holder has not signed in within `rules.SIGN_IN_EXPECTED`."""
    if person is None:
        return Role.objects.none()
    return (
        roles_visible_to(person)
        .filter(ended_at=None, person__user=None, given_at__lte=at - rules.SIGN_IN_EXPECTED)
        .order_by("given_at", "pk")
    )


# People who share a contact, and those of one full name of whom one has no contact or both were born on one day. A name
# or a contact that very many share says nothing of two of them.
MOST_ALIKE = 20
TO_LOOK_AT = """
WITH known AS (SELECT id, folded_name, email, phone, born_on FROM people_person WHERE forgotten_at IS NULL),
shared AS (
  SELECT 'e' || email AS said, array_agg(id ORDER BY id) AS ids FROM known WHERE email <> ''
   GROUP BY email HAVING count(*) BETWEEN 2 AND %(most)s
  UNION ALL
  SELECT 'p' || phone, array_agg(id ORDER BY id) FROM known WHERE phone <> ''
   GROUP BY phone HAVING count(*) BETWEEN 2 AND %(most)s
  UNION ALL
  SELECT 'n' || folded_name, array_agg(id ORDER BY id) FROM known WHERE folded_name LIKE '%% %%'
   GROUP BY folded_name HAVING count(*) BETWEEN 2 AND %(most)s)
SELECT DISTINCT a.id, b.id
  FROM shared, unnest(ids) one, unnest(ids) other, known a, known b
 WHERE a.id = one AND b.id = other AND one < other
   AND (said NOT LIKE 'n%%' OR a.born_on = b.born_on OR a.email || a.phone = '' OR b.email || b.phone = '')
   AND NOT EXISTS (SELECT FROM people_pair p WHERE p.one_id = one AND p.other_id = other)
 ORDER BY 1, 2 LIMIT %(limit)s
"""


def pairs_to_look_at(limit: int) -> list[tuple[Person, Person]]:
    """Two by two, people who may be one human and of whom nobody spoke yet. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(TO_LOOK_AT, {"most": MOST_ALIKE, "limit": limit})
        keys = cursor.fetchall()
    people = Person.objects.in_bulk({key for pair in keys for key in pair})
    return [(people[one], people[other]) for one, other in keys]
