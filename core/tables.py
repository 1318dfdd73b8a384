"""Every table, imported in one place for migrations."""

from core.audit.models import AuditActor, AuditEntry
from core.auth.models import LinkCode
from core.db import Model
from core.jobs.models import Delivery, Job, Turn, Worker
from core.media.models import Derivative, Media
from core.quotas.models import Entry
from core.spaces.models import Space, SpaceSettings
from core.users.models import Identity, User

__all__ = [
    "AuditActor",
    "AuditEntry",
    "Delivery",
    "Derivative",
    "Entry",
    "Identity",
    "Job",
    "LinkCode",
    "Media",
    "Model",
    "Space",
    "SpaceSettings",
    "Turn",
    "User",
    "Worker",
]
