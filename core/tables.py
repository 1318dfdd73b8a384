"""Every table, imported in one place for migrations."""

from core.audit.models import AuditActor, AuditEntry
from core.auth.models import ApiToken, LinkCode, SignInLink, WebSession
from core.db import Model
from core.errands.models import Errand
from core.jobs.models import Delivery, Job, Turn, Worker
from core.media.models import Derivative, Media, Purge
from core.quotas.models import Entry, RoleQuota
from core.rights.models import Asked, Consent, Erasure, Export, RetentionRun, Tombstone
from core.spaces.models import ChannelSettings, Space, SpaceSettings
from core.users.models import Identity, User

__all__ = [
    "ApiToken",
    "Asked",
    "AuditActor",
    "AuditEntry",
    "ChannelSettings",
    "Consent",
    "Delivery",
    "Derivative",
    "Entry",
    "Erasure",
    "Errand",
    "Export",
    "Identity",
    "Job",
    "LinkCode",
    "Media",
    "Model",
    "Purge",
    "RetentionRun",
    "RoleQuota",
    "SignInLink",
    "Space",
    "SpaceSettings",
    "Tombstone",
    "Turn",
    "User",
    "WebSession",
    "Worker",
]
