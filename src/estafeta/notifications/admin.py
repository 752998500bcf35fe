from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from estafeta.base.read_only import ReadOnlyAdmin
from estafeta.notifications.models import Letter
from estafeta.notifications.services import send_again


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """What was written to whom, whether it arrived, and if not, why; what failed can be sent again."""

    list_display = ["id", "kind", "channel", "state", "tries", "due_at", "sent_at", "fault"]
    list_filter = ["state", "channel", "kind"]
    search_fields = ["key", "fault"]
    exclude = ["details", "body"]  # a body may hold a private link
    actions = ["try_again"]

    @admin.action(description=_("Send again what failed"))
    def try_again(self, request, letters):
        count = sum(send_again(letter.pk) for letter in letters)
        self.message_user(request, _("Queued again: %(count)d") % {"count": count}, messages.SUCCESS)
