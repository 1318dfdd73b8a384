"""What bots say of their own accord, by topic."""

from uuid import UUID

from bots.conversation.privacy import export_ready
from bots.conversation.replies import Reply
from bots.conversation.statements import STATEMENTS
from core.admin.places import ANNOUNCEMENT
from core.errands.models import Errand
from core.i18n import translator
from core.rights.exports import READY


def worded(errand: Errand) -> Reply | None:
    """Return what an errand is to say, None for a topic of another version."""
    say = translator(errand.locale)
    match errand.topic:
        case topic if topic == READY:
            return export_ready(say, UUID(str(errand.body["export"])))
        case topic if topic == ANNOUNCEMENT:
            return Reply(text="📣 " + str(errand.body["words"]))
        case topic if topic in STATEMENTS:
            return STATEMENTS[topic](say, errand.body)
        case _:
            return None
