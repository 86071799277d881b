#!/bin/sh
# Runs once, when the volume is new: the role of the service owns its database and is no superuser; nobody can sign in as the
# superuser over the network.
set -e
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" -U "$POSTGRES_USER" -d postgres <<'SQL'
CREATE ROLE twoinone LOGIN PASSWORD :'password';
CREATE DATABASE twoinone OWNER twoinone;
\connect twoinone
ALTER SCHEMA public OWNER TO twoinone;
CREATE EXTENSION IF NOT EXISTS vector;
SELECT format('ALTER ROLE %I PASSWORD NULL', current_user) \gexec
SQL
