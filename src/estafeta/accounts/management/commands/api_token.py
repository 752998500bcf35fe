"""`estafeta api_token CONTACT NAME [--scope …]`: let a program act for somebody."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from estafeta.accounts import queries, services
from estafeta.accounts.models import ApiToken
from estafeta.base.errors import NotPossible
from estafeta.base.fields import normal_contact


class Command(BaseCommand):
    help = "Make a token for the API that acts for the login of CONTACT. It is shown this once."

    def add_arguments(self, parser):
        parser.add_argument("contact", help="the e-mail address or phone that signs in")
        parser.add_argument("name", help="what the token is for")
        parser.add_argument("--scope", action="append", default=[], choices=ApiToken.Scope.values)

    def handle(self, *args, contact, name, scope, **options):
        try:
            kind, normal = normal_contact(contact)
            owner = queries.login_by_contact(**{kind: normal})
            if owner is None:
                raise CommandError("Nobody signs in with this contact.")
            self.stdout.write(services.issue_token(owner, name, scope))
        except ValidationError as fault:
            raise CommandError(fault.messages[0]) from fault
        except NotPossible as refusal:
            raise CommandError(str(refusal.reason)) from refusal
