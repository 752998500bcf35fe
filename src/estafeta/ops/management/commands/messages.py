"""`estafeta messages`: collect the words to translate, check the translations, compile them."""

from django.core.management.base import BaseCommand, CommandError

from estafeta.ops import catalogues, translation_faults


class Command(BaseCommand):
    help = "Bring every package's catalogues up to its words and compile them."
    requires_system_checks = []

    def add_arguments(self, parser):
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="change nothing; fail where a translation is wrong")
        how.add_argument("--compile", action="store_true", help="only compile")

    def handle(self, *args, check, compile, **options):  # noqa: A002 -- the option's own name
        try:
            if check:
                self.check_all()
            elif not compile:
                self.update_all()
        except catalogues.Unreadable as fault:
            raise CommandError(str(fault)) from fault
        if not check:
            number = catalogues.compile_all()
            self.stdout.write(f"{number} catalogues compiled.")

    def check_all(self):
        found = list(translation_faults.faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults in the translations. `make messages` collects what is missing.")
        self.stdout.write("The translations are whole.")

    def update_all(self):
        for language in catalogues.LANGUAGES:
            known = {
                (entry.msgctxt or "", entry.msgid): entry
                for package in catalogues.packages()
                for entry in catalogues.read(catalogues.catalogue_path(package, language))
                if entry.translated()
            }
            for package in catalogues.packages():
                missing, dropped = catalogues.update(package, language, known)
                if missing or dropped:
                    gone = f", dropped {', '.join(map(repr, dropped))}" if dropped else ""
                    self.stdout.write(f"{package.name}/{language}: {missing} to translate{gone}")
