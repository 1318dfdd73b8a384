#!/bin/sh
# Makes the secrets that docker-compose.yml reads, each a file of its own, once; run it from the repository's root.
set -eu
umask 077
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-deploy/secrets}
mkdir -p "$folder"
cd "$folder"

fresh() { # a secret of 64 letters and digits, safe in an address
    LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 64
}

once() { # once FILE TEXT: never changes a secret that is there
    [ -s "$1" ] || printf '%s' "$2" >"$1"
}

once postgres_password "$(fresh)"
once redis_password "$(fresh)"
once worker_password "$(fresh)"
once grafana_password "$(fresh)"
once signing_key "$(fresh)"
once audit_key "$(fresh)"
once sealing_keys "$(fresh)"
# Who migrates owns the tables; the processes only use them, the exporter of metrics reads none (docs/security/hardening.md).
once owner_database_url "postgresql+asyncpg://inkhearth:$(cat postgres_password)@postgres/inkhearth"
once database_url "postgresql+asyncpg://inkhearth_app:$(fresh)@postgres/inkhearth"
once reader_password "$(fresh)"
once redis_url "redis://:$(cat redis_password)@valkey:6379/0"
once valkey.conf "$(printf 'aclfile /run/secrets/users.acl\nappendonly yes\nmaxmemory-policy noeviction\ndir /data\n')"
# Everybody in the house is `default`; a worker on another machine is `worker`, with no more than it needs.
once users.acl "$(printf 'user default on >%s ~* &* +@all\n' "$(cat redis_password)"; sed "s/PASSWORD/$(cat worker_password)/" "$here/worker.acl")"
once redis_exporter.json "$(printf '{"redis://valkey:6379": "%s"}' "$(cat redis_password)")"
# Fill these in; an empty one leaves its part out.
for name in discord_token telegram_token ha_token discord_client_secret telegram_client_secret smtp_url \
    backup_s3_access_key backup_s3_secret_key; do
    [ -e "$name" ] || : >"$name"
done
# Containers run as other users than yours and read each file through a mount of its own; the folder is yours alone.
chmod 0444 ./*
chmod 0700 .
echo "Secrets are in $folder. Put your tokens into discord_token, telegram_token and ha_token."
