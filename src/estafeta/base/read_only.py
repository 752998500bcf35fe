"""An operators' page that shows and never writes: what happened is changed by services."""

from typing import Any

from unfold.admin import ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    show_full_result_count = False  # the second count reads the whole table, which may hold millions

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002 -- as above
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002 -- as above
        return False
