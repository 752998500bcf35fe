"""`estafeta forget_person`: erase who somebody is, by the operator's hand; what was counted stays."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from estafeta.base.fields import normal_contact
from estafeta.participation.queries import history_of
from estafeta.participation.services import forget
from estafeta.people.models import Person
from estafeta.people.queries import by_contact


class Command(BaseCommand):
    help = "Forget a person: by number, or by a contact that only one person gave. Without --yes it only looks."

    def add_arguments(self, parser):
        parser.add_argument("who", help="a person's number, an e-mail address or a phone number")
        parser.add_argument("--yes", action="store_true", help="do it; it cannot be undone")

    def handle(self, *args, who, yes, **options):
        person = self.found(who)
        history = history_of(person)
        stays = {"entries of the tally": history.entries, "roles": history.roles, "organisations owned alone":
                 history.organisations, "open appeals": history.appeals}  # fmt: skip
        kept = ", ".join(f"{number} {name}" for name, number in stays.items() if number) or "nothing"
        if not yes:
            self.stdout.write(f"Person {person.pk} would be forgotten; without them stays: {kept}. Add --yes to do it.")
            return
        forget(person)
        self.stdout.write(f"Person {person.pk} is forgotten; without them stays: {kept}.")

    def found(self, who):
        if who.isdecimal() and len(who) < 10:  # noqa: PLR2004 -- a phone number is longer
            people = list(Person.objects.filter(pk=int(who), forgotten_at=None))
        else:
            try:
                kind, contact = normal_contact(who)
            except ValidationError as fault:
                raise CommandError(fault.messages[0]) from fault
            people = list(by_contact(**{kind: contact}).order_by("pk"))
        if not people:
            raise CommandError("Nobody is known by that.")
        if len(people) > 1:
            numbers = ", ".join(str(person.pk) for person in people)
            raise CommandError(f"Several people gave this contact; name one by number: {numbers}.")
        return people[0]
