"""Every table, either tied to people (what of it they get, what becomes of it when they leave) or said to know nobody.

A new table makes ``tests/core/rights/test_registry.py`` fail until it stands here: one line in ``TIES`` for each column
that names a person, or for the row it belongs to, else a reason in ``IMPERSONAL``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from core.auth import local
from core.jobs.editing import MOST_REFERENCES
from core.rights.ties import Erase, Tie

_CHAINED = "The log is chained and can't be cut; whom its pseudonym stood for is deleted, so it names nobody."
_DECIDED = "What was decided stays with its case, which no longer says whose it was."
_SAID_OF = "That something was said stays with its case; the words, which may tell of the person, go."
_STARTED_FROM = (
    "spec.reference",
    "spec.edit.mask",
    "spec.edit.style_reference",
    "spec.edit.control_picture",
    *(f"spec.edit.references.{number}" for number in range(MOST_REFERENCES)),
)

TIES: tuple[Tie, ...] = (
    Tie("users", "id"),
    Tie("identities", "user_id"),
    Tie("link_codes", "user_id", exported=False),
    Tie("sign_in_links", "user_id", exported=False),
    Tie("web_sessions", "user_id", untold=("digest",)),
    Tie("api_tokens", "user_id", untold=("digest",)),
    Tie("local_accounts", "user_id", untold=("mark", "password"), sealed=(("address", local.SEALED),)),
    Tie("mail_keys", "user_id", exported=False),
    Tie("invitations", "made_by", erase=Erase.FORGET, exported=False),
    Tie("trips", "user_id", exported=False),
    Tie("grants", "user_id"),
    Tie("refresh_tokens", "grant_id", through="grants", exported=False),
    Tie("frames", "owner_id"),
    Tie("frame_jobs", "frame_id", through="frames"),
    Tie("turns", "user_id", exported=False),
    Tie("jobs", "owner_id", untold=("batch_key", "order_id", "worker", "key"), files=_STARTED_FROM),
    Tie("deliveries", "job_id", through="jobs", untold=("claimed_until", "tries", "not_before")),
    Tie("ledger", "user_id", along=("job_id",)),
    Tie("media", "owner_id", files=("key",), gone="deleted_at", along=("job_id",)),
    Tie("comics", "owner_id", untold=("key",)),
    Tie("comic_versions", "comic_id", through="comics", along=("job_id",)),
    Tie("panels", "comic_id", through="comics", untold=("asked",), along=("job_id",)),
    Tie("cast", "owner_id", untold=("word",), files=("picture",)),
    Tie("derivatives", "media_id", through="media", exported=False, files=("key",)),
    Tie("listings", "media_id", through="media", exported=False),
    Tie("taggings", "media_id", through="media"),
    Tie("audit_actors", "user_id"),
    Tie(
        "audit_log",
        "actor",
        through="audit_actors",
        by="pseudonym",
        erase=Erase.KEEP,
        reason=_CHAINED,
        untold=("hash",),
    ),
    Tie("consents", "user_id"),
    Tie("asked", "user_id", files=("options.reference", "options.picture", "options.mask")),
    Tie("exports", "user_id", untold=("digest", "key", "claimed_until", "tries"), files=("key",)),
    Tie("erasures", "user_id"),
    Tie("shown_messages", "user_id"),
    Tie("errands", "user_id", exported=False),
    Tie("moderators", "user_id"),
    Tie("moderators", "granted_by", erase=Erase.FORGET, exported=False),
    Tie("cases", "owner_id", erase=Erase.FORGET, untold=("assignee_id",)),
    Tie("cases", "assignee_id", erase=Erase.FORGET, exported=False),
    Tie("reports", "reporter_id", erase=Erase.FORGET, untold=("stranger", "receipt", "weight"), blanked=("note",)),
    Tie(
        "decisions",
        "case_id",
        through="cases",
        erase=Erase.KEEP,
        reason=_DECIDED,
        untold=("moderator_id", "reversed_by", "before"),
        blanked=("reason",),
    ),
    Tie("decisions", "moderator_id", erase=Erase.FORGET, exported=False),
    Tie("decisions", "reversed_by", erase=Erase.FORGET, exported=False),
    Tie("reports", "case_id", "cases", erase=Erase.KEEP, reason=_SAID_OF, exported=False, blanked=("note",)),
    Tie("appeals", "user_id", erase=Erase.FORGET, untold=("decided_by",), blanked=("words", "reason")),
    Tie("appeals", "decided_by", erase=Erase.FORGET, exported=False),
    Tie("case_notes", "author_id", erase=Erase.FORGET, exported=False),
    Tie("case_notes", "case_id", "cases", erase=Erase.KEEP, reason=_SAID_OF, exported=False, blanked=("words",)),
    Tie("strikes", "user_id"),
    Tie("home_actions", "user_id", untold=("key", "claimed_until", "tries", "not_before", "sealed_pin")),
    Tie("home_watches", "user_id"),
    Tie("home_notices", "watch_id", through="home_watches", exported=False),
    Tie("home_codes", "user_id", untold=("sealed",)),
    Tie("home_choices", "user_id", exported=False),
    Tie("home_rules", "made_by", erase=Erase.FORGET, exported=False),
    Tie("home_channels", "declared_by", erase=Erase.FORGET, exported=False),
)
IMPERSONAL: Mapping[str, str] = MappingProxyType(
    {
        "workers": "Machines that draw.",
        "pauses": "What is stopped for a while, and what is said of it to everybody who waits.",
        "spaces": "Servers and groups, which are no persons.",
        "space_settings": "What a server has switched off or on.",
        "channel_settings": "What a channel has switched off or on.",
        "role_quotas": "Credits of a role.",
        "purges": "Names of files made of their content, until these are deleted.",
        "gone_addresses": "Hashes of random addresses, so that these say that what they showed is gone.",
        "tombstones": "Hashes of random ids, so that a restored backup brings nobody back.",
        "retention_runs": "Counts.",
        "tags": "Words, and how many public pictures bear each.",
        "home_areas": "Rooms.",
        "home_labels": "Labels of things in the house.",
        "home_entities": "Things in the house.",
        "home_bridge": "How the bridge to the house is.",
    }
)
