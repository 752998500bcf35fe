from django.contrib import admin

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.tally.models import Alarm, Fact, Figure, Seal, Witness


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    """Facts are only added; a correction is another fact."""

    list_display = ["id", "kind", "deed", "grade", "heads", "happened_at", "recorded_at"]
    list_select_related = ["deed"]
    list_filter = ["kind", "grade"]
    search_fields = ["deed__slug"]


@admin.register(Figure)
class FigureAdmin(ReadOnlyAdmin):
    list_display = ["key", "campaign", "territory", "organisation", "as_of", "method", "quoted_at"]
    list_select_related = ["campaign", "territory", "organisation"]
    search_fields = ["key"]


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    exclude = ["secret"]
    list_display = ["campaign", "day", "entries", "root", "sealed_at"]
    list_select_related = ["campaign"]


@admin.register(Witness)
class WitnessAdmin(ReadOnlyAdmin):
    """Witnesses are registered by `estafeta seal witness`."""

    list_display = ["name", "key", "registered_at"]


@admin.register(Alarm)
class AlarmAdmin(ReadOnlyAdmin):
    """Coordinators answer them on their desk."""

    list_display = ["found_at", "rule", "territory", "state", "settled_at"]
    list_select_related = ["territory"]
    list_filter = ["rule", "state"]
