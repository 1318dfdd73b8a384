"""The settings that only ``./run`` and Alembic read, beside those of the processes; README's table repeats them.

Secrets among them may also be given as files (``NAME_FILE``), as those of the processes may.
"""

from collections.abc import Mapping

VARIABLES: Mapping[str, tuple[str, str]] = {  # name: default as README shows it, meaning
    "INKHEARTH_DATA": ("`data`", "Data folder of the house that `./run` is to work with."),
    "INKHEARTH_LOCALE": ("the system's", "Language in which `./run` speaks: en or pl."),
    "INKHEARTH_PYTHON": ("the first that fits", "Python that `./run` sets up with."),
    "INKHEARTH_TORCH": ("`torch==2.13.0`", "What is installed as torch, with pip's words: another version or index."),
    "OWNER_DATABASE_URL": ("`DATABASE_URL`", "Database as the role that owns the tables; no process sees it."),
    "READER_PASSWORD": ("", "Password that `./run access apply` gives the role of metrics' exporters."),
    "BACKUP_PASSWORD": ("", "Password that it gives the role of backups from another machine."),
    "BEFORE_UPGRADE": ("`data/before`", "Folder for dumps of the database before it is upgraded."),
    "BACKUP_TO": ("`data/backups`", "Where backups go: a folder, or s3://bucket/prefix."),
    "BACKUP_RECIPIENT": ("made once", "Public age key to which backups are sealed."),
    "BACKUP_KEEP": ("`7,4,3`", "How many days, weeks and months keep a backup each."),
    "BACKUP_S3_ENDPOINT": ("", "S3-compatible server for backups, host:port."),
    "BACKUP_S3_ACCESS_KEY": ("", "Access key there."),
    "BACKUP_S3_SECRET_KEY": ("", "Secret key there."),
    "BACKUP_S3_REGION": ("`us-east-1`", "Region that requests are signed for there."),
    "BACKUP_S3_SECURE": ("`true`", "Whether it is spoken to over TLS."),
    "BACKUP_S3_CA_FILE": ("", "File (PEM) with its certificate, or of who vouches for it, if self-signed."),
    "OSV_URL": ("`https://api.osv.dev`", "Who is asked about published weaknesses by `./run check`."),
}
