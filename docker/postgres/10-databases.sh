#!/bin/sh
# Runs once, on an empty volume: roles and databases. `ckan` owns both databases, `datastore_read` gets its rights from the service `grants`.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" <<'SQL'
\getenv owner_password CKAN_DATABASE_PASSWORD
\getenv reader_password DATASTORE_READ_PASSWORD
CREATE ROLE ckan LOGIN PASSWORD :'owner_password';
CREATE ROLE datastore_read LOGIN PASSWORD :'reader_password';
CREATE DATABASE ckan OWNER ckan ENCODING 'UTF8';
CREATE DATABASE datastore OWNER ckan ENCODING 'UTF8';
SQL
