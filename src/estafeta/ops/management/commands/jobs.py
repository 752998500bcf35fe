"""`estafeta jobs`: the worker that carries out what was queued (used by `up`)."""

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app


class Command(BaseCommand):
    help = "Carry out queued jobs until told to stop (used by `up`)."

    def add_arguments(self, parser):
        parser.add_argument("--at-once", type=int, default=4, help="how many jobs run side by side")
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args, **options):
        worker_connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # -- the Django connector has it
        with app.replace_connector(worker_connector):
            app.run_worker(
                concurrency=options["at_once"],
                wait=not options["once"],
                delete_jobs="successful",
                shutdown_graceful_timeout=10,
            )
