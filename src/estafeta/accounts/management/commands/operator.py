"""`estafeta operator EMAIL`: let somebody into /admin/."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from estafeta.accounts import services
from estafeta.base.fields import normal_email


class Command(BaseCommand):
    help = "Let somebody into /admin/: they sign in with a code sent to EMAIL, and set up a second factor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args, email: str, **options) -> None:
        try:
            services.appoint_operator(normal_email(email))
        except ValidationError as fault:
            raise CommandError(fault.messages[0]) from fault
        self.stdout.write("Done. Sign in with a code, add a second factor, then open /admin/.")
