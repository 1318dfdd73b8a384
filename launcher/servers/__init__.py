"""The embedded servers: the real Postgres and Valkey, from wheels, on UNIX sockets."""
