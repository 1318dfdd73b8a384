"""Every table, imported in one place for migrations."""

from core.audit.models import AuditActor, AuditEntry
from core.auth.models import (
    ApiToken,
    Grant,
    Invitation,
    LinkCode,
    LocalAccount,
    MailKey,
    RefreshToken,
    SignInLink,
    Trip,
    WebSession,
)
from core.comics.models import Character, Comic, ComicVersion, PanelDrawing
from core.db import Model
from core.errands.models import Errand
from core.frames.models import Frame, FrameJob
from core.gallery.models import Listing, Tag, Tagging
from core.home.models import (
    HomeAction,
    HomeArea,
    HomeBridge,
    HomeChannel,
    HomeChoice,
    HomeCode,
    HomeEntity,
    HomeLabel,
    HomeNotice,
    HomeRule,
    HomeWatch,
)
from core.jobs.models import Delivery, Job, Pause, Turn, Worker
from core.media.models import Derivative, Media, Purge
from core.moderation.models import Appeal, Case, CaseNote, Decision, Moderator, Report, Strike
from core.quotas.models import Entry, RoleQuota
from core.rights.models import Asked, Consent, Erasure, Export, GoneAddress, RetentionRun, ShownMessage, Tombstone
from core.spaces.models import ChannelSettings, Space, SpaceSettings
from core.users.models import Identity, User

__all__ = [
    "ApiToken",
    "Appeal",
    "Asked",
    "AuditActor",
    "AuditEntry",
    "Case",
    "CaseNote",
    "ChannelSettings",
    "Character",
    "Comic",
    "ComicVersion",
    "Consent",
    "Decision",
    "Delivery",
    "Derivative",
    "Entry",
    "Erasure",
    "Errand",
    "Export",
    "Frame",
    "FrameJob",
    "GoneAddress",
    "Grant",
    "HomeAction",
    "HomeArea",
    "HomeBridge",
    "HomeChannel",
    "HomeChoice",
    "HomeCode",
    "HomeEntity",
    "HomeLabel",
    "HomeNotice",
    "HomeRule",
    "HomeWatch",
    "Identity",
    "Invitation",
    "Job",
    "LinkCode",
    "Listing",
    "LocalAccount",
    "MailKey",
    "Media",
    "Model",
    "Moderator",
    "PanelDrawing",
    "Pause",
    "Purge",
    "RefreshToken",
    "Report",
    "RetentionRun",
    "RoleQuota",
    "ShownMessage",
    "SignInLink",
    "Space",
    "SpaceSettings",
    "Strike",
    "Tag",
    "Tagging",
    "Tombstone",
    "Trip",
    "Turn",
    "User",
    "WebSession",
    "Worker",
]
