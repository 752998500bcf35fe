"""Makers of the smallest true things. Say only what matters to the test; everything else is made up here."""

import io
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from PIL import Image

from estafeta.accounts.models import User
from estafeta.appeals.models import Appeal, Need
from estafeta.base import images
from estafeta.base.texts import fold, fold_name
from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed, DeedType, Shift, SocialGroup, StateChange
from estafeta.forum.models import Forum, Quota
from estafeta.heroes.models import Hero, Nomination
from estafeta.newsroom.models import Story
from estafeta.organisations.models import Membership, Organisation
from estafeta.people.models import Person, Role
from estafeta.photos.models import Photo
from estafeta.photos.services import add_photo
from estafeta.territories.models import Territory

_number = itertools.count(1)


def territory(name: str = "Temirtau", *, parent: Territory | None = None, code: str = "", **fields: Any) -> Territory:
    code = code or f"T{next(_number)}"
    usual = {
        "kind": "city" if parent else "country",
        "name_kk": name,
        "name_ru": name,
        "name_en": name,
        "folded": fold(name),
        "path": f"{parent.path if parent else ''}{code}/",
        "depth": parent.depth + 1 if parent else 0,
    }
    return Territory.objects.create(code=code, parent=parent, **(usual | fields))


def country() -> Territory:
    return Territory.objects.filter(code="KZ").first() or territory("Kazakhstan", code="KZ")


def region(name: str = "Karaganda region", **fields: Any) -> Territory:
    return territory(name, **({"parent": country(), "kind": "region"} | fields))


def town(name: str = "Temirtau", **fields: Any) -> Territory:
    return territory(name, **({"parent": fields.get("parent") or region()} | fields))


def person(name: str = "Aigul", **fields: Any) -> Person:
    usual = {
        "name": name,
        "folded_name": fold_name(name),
        "email": f"p{next(_number)}@example.org",
        "language": "en",
    }
    return Person.objects.create(**(usual | fields))


def user(name: str = "Aigul", **fields: Any) -> User:
    """A login with its person; `user.person` is there."""
    login = User.objects.create_user(email=f"u{next(_number)}@example.org", **fields)
    person(name, user=login, email=login.email)
    return login


def coordinator(of: Territory, name: str = "Coordinator", *, campaign: str = "") -> Person:
    human = user(name).person
    Role.objects.create(person=human, kind=Role.Kind.COORDINATOR, territory=of, campaign=campaign)
    return human


def campaign(**fields: Any) -> Campaign:
    today = timezone.localdate()
    usual = {
        "slug": f"one-team-{next(_number)}",
        "theme_kk": "Біз — бір командамыз",
        "theme_ru": "Мы — одна команда",
        "theme_en": "We are one team",
        "territory": fields.get("territory") or country(),
        "starts_on": today - timedelta(days=30),
        "ends_on": today + timedelta(days=30),
    }
    return Campaign.objects.create(**(usual | fields))


def organisation(
    name: str = "Civic Alliance", *, verified: bool = True, owner: Person | None = None, **fields: Any
) -> Organisation:
    usual = {
        "kind": "ngo",
        "name": name,
        "folded_name": fold(name),
        "slug": f"organisation-{next(_number)}",
        "territory": fields.get("territory") or town(),
        "verified_at": timezone.now() if verified else None,
    }
    made = Organisation.objects.create(**(usual | fields))
    if owner:
        Membership.objects.create(organisation=made, person=owner, role=Membership.Role.OWNER)
    return made


def deed_type(slug: str = "park", **fields: Any) -> DeedType:
    usual = {"mark": slug, "name_kk": slug, "name_ru": slug, "name_en": slug, "unit_en": "trees"}
    return DeedType.objects.get_or_create(slug=slug, defaults=usual | fields)[0]


def group(slug: str = "miners", **fields: Any) -> SocialGroup:
    usual = {"name_kk": slug, "name_ru": slug, "name_en": slug}
    return SocialGroup.objects.get_or_create(slug=slug, defaults=usual | fields)[0]


def deed(title: str = "Planting a park", *, status: str = "announced", **fields: Any) -> Deed:
    """An announced deed without shifts, at home in its organisation's town."""
    starts_at = fields.get("starts_at") or tomorrow()
    body = fields.get("organisation") or organisation()
    usual = {
        "campaign": fields.get("campaign") or campaign(),
        "type": fields.get("type") or deed_type(),
        "organisation": body,
        "territory": fields.get("territory") or body.territory,
        "slug": f"deed-{next(_number)}",
        "title": title,
        "folded": fold(title),
        "language": "en",
        "status": status,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "announced_at": None if status in {"draft", "review"} else timezone.now(),
        "cancelled_at": timezone.now() if status == "cancelled" else None,
    }
    made = Deed.objects.create(**(usual | fields))
    StateChange.objects.create(deed=made, status=status, at=timezone.now())
    return made


def shift(
    *, of: Deed | None = None, capacity: int | None = 10, starts_at: datetime | None = None, **fields: Any
) -> Shift:
    home = of or deed()
    begins = starts_at or home.starts_at or tomorrow()
    usual = {"deed": home, "capacity": capacity, "starts_at": begins, "ends_at": begins + timedelta(hours=3)}
    return Shift.objects.create(**(usual | fields))


def tomorrow(hour: int = 5) -> datetime:
    """An aware moment tomorrow, `hour` o'clock UTC (05:00 is 10:00 in Almaty)."""
    day = (timezone.now() + timedelta(days=1)).date()
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def appeal(title: str = "A sports ground for our yard", *, status: str = "published", **fields: Any) -> Appeal:
    """An appeal that everybody reads, asked by somebody grown."""
    home = fields.get("territory") or town()
    usual = {
        "campaign": fields.get("campaign") or Campaign.objects.first() or campaign(),
        "territory": home,
        "slug": f"appeal-{next(_number)}",
        "token": f"token-{next(_number)}",
        "kind": "place",
        "title": title,
        "folded": fold(title),
        "asker": fields.get("asker") or person("Asker"),
        "language": "en",
        "status": status,
        "sent_at": timezone.now(),
        "sent_to": home,
        "waits_at": home,
        "waits_since": timezone.now(),
        "published_at": None if status in {"sent", "asked_back", "refused"} else timezone.now(),
    }
    return Appeal.objects.create(**(usual | fields))


def need(what: str = "sand", *, of: Appeal | None = None, quantity: int = 10, **fields: Any) -> Need:
    usual = {"kind": "material", "unit": "t", "folded": fold(what)}
    return Need.objects.create(appeal=of or appeal(), what=what, quantity=quantity, **(usual | fields))


def investigator(of: Territory, name: str = "Investigator") -> Person:
    human = user(name).person
    Role.objects.create(person=human, kind=Role.Kind.INVESTIGATOR, territory=of)
    return human


def juror(of: Territory, name: str = "Juror") -> Person:
    human = user(name).person
    Role.objects.create(person=human, kind=Role.Kind.JURY, territory=of)
    return human


def nomination(title: str = "Out of the burning house", *, status: str = "sent", **fields: Any) -> Nomination:
    """A nomination of a grown hero, as far on its way as `status` says."""
    home = fields.get("territory") or town()
    now = timezone.now()
    beyond = status not in {"unconfirmed", "sent", "withdrawn", "closed"}
    verified = status in Nomination.VERIFIED_ONCE
    decided = status in {"honoured", "not_honoured", "refused"}
    name = fields.get("hero_name", "Marat Hero")
    usual = {
        "campaign": fields.get("campaign") or Campaign.objects.first() or campaign(territory=country()),
        "territory": home,
        "token": f"nomination-{next(_number)}",
        "consent_token": f"consent-{next(_number)}",
        "sheet_key": f"sheet-{next(_number)}",
        "nominator": fields.get("nominator") or person("Nominator"),
        "hero_name": name,
        "hero_folded": fold_name(name),
        "title": title,
        "story": "Marat carried two children out of the fire.",
        "happened_on": timezone.localdate() - timedelta(days=20),
        "duty_as_told": "none",
        "language": "en",
        "status": status,
        "made_at": now,
        "sent_at": None if status == "unconfirmed" else now,
        "investigator": (fields.get("investigator") or person("Investigator")) if beyond else None,
        "duty": "none" if verified else "",
        "sheet": "Somebody carried two children out of the fire." if verified else "",
        "consent": "given" if verified else "not_asked",
        "verified_at": now if verified else None,
        "decided_at": now if decided else None,
        "reason": "Because." if decided else "",
    }
    return Nomination.objects.create(**(usual | fields))


def hero(name: str = "Marat Hero", **fields: Any) -> Hero:
    """Somebody on the roll of honour."""
    of = fields.pop("nomination", None) or nomination(status="honoured", hero_name=name)
    usual = {
        "campaign": of.campaign, "territory": of.territory, "slug": f"hero-{next(_number)}", "name": name,
        "title_en": of.title, "story_en": of.sheet, "folded": fold(f"{name} {of.title}"),
        "happened_on": of.happened_on, "honoured_at": timezone.now(),
    }  # fmt: skip
    return Hero.objects.create(nomination=of, **(usual | fields))


def forum(*, rows: int = 3, row_seats: int = 4, **fields: Any) -> Forum:
    """A forum in a week, with its deed by invitation and a shift of as many places as the hall has seats."""
    starts_at = timezone.now() + timedelta(days=7)
    held = fields.pop("deed", None) or deed("Forum of patriots", starts_at=starts_at, by_invitation=True)
    shift(of=held, capacity=rows * row_seats, starts_at=starts_at)
    usual = {
        "slug": f"forum-{next(_number)}", "title_en": "Forum of patriots", "rows": rows, "row_seats": row_seats,
        "answers_until": timezone.localdate() + timedelta(days=5),
    }  # fmt: skip
    return Forum.objects.create(deed=held, **(usual | fields))


def quota(of: Forum, *, seats: int = 10, territory: Territory | None = None) -> Quota:
    return Quota.objects.create(forum=of, territory=territory or of.deed.territory, seats=seats)


def editor(of: Territory, name: str = "Editor") -> Person:
    human = user(name).person
    Role.objects.create(person=human, kind=Role.Kind.EDITOR, territory=of)
    return human


def story(title: str = "A sports ground in ten days", *, published: bool = True, **fields: Any) -> Story:
    """A story in English with a source; everybody reads it unless `published` is false."""
    number = next(_number)
    now = timezone.now()
    place = fields.get("territory") or town()
    usual = {
        "slug": f"story-{number}", "once": f"once-{number}", "territory": place, "title_en": title,
        "lead_en": "Pupils asked, miners came.", "text_en": "They asked for sand. **Miners** brought it.",
        "source": "The school", "folded": fold(title), "published_at": now - timedelta(hours=1) if published else None,
    }  # fmt: skip
    return Story.objects.create(**(usual | {"campaign": fields.get("campaign") or campaign()} | fields))


def picture(colour: str = "green") -> images.Picture:
    out = io.BytesIO()
    Image.new("RGB", (90, 60), colour).save(out, "JPEG")
    out.seek(0)
    return images.prepare(out)


def photo(of: models.Model, colour: str = "green", **fields: Any) -> Photo:
    """A public photo of a thing, by an author."""
    usual = {"alt": "A field", "credit": "Dana", "consent": True, "is_public": True}
    return add_photo(person("Photographer"), of, picture(colour), **(usual | fields))
