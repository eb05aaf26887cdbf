#!/bin/sh
# Run once, by the image of PostgreSQL, on an empty data folder. The service's role owns nothing: it can't change what
# was recorded, whatever runs in it. psql reads the passwords itself: as arguments they would stand in the list of
# processes. It takes a file that is missing for an empty password, so that is looked at before.
set -eu
test -s /run/secrets/owner
test -s /run/secrets/app
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set owner_password `cat /run/secrets/owner`
\set app_password `cat /run/secrets/app`
CREATE ROLE help_desk_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE help_desk_app LOGIN PASSWORD :'app_password';
CREATE DATABASE help_desk OWNER help_desk_owner;
REVOKE ALL ON DATABASE help_desk FROM PUBLIC;
GRANT CONNECT ON DATABASE help_desk TO help_desk_app;
SQL
