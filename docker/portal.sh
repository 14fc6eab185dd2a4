#!/bin/sh
# Writes ckan.ini from config/ckan/*.ini and the environment (it holds secrets and lies in memory), then becomes the role asked for.
set -eu
umask 077
mkdir -p "$(dirname "$CKAN_INI")" "$LUZERN_CACHE"
python -m ckanext.luzern.ini "$CKAN_INI"

case "${1:-web}" in
    web) exec gunicorn --config "$LUZERN_HOME/config/gunicorn.conf.py" ;;
    worker) exec ckan jobs worker --no-scheduler luzern-live default ;; # as many as one likes; live sources go first
    scheduler) exec ckan luzern harvest due --watch 30 ;; # one is enough: it gives the workers what is due
    init) # migrations and fixtures; may run at every start
        ckan db upgrade
        ckan db pending-migrations --apply
        ckan luzern init
        umask 022
        ckan datastore set-permissions > /srv/grants/datastore.sql # run by the service `grants`: it takes a superuser
        ;;
    *) exec "$@" ;;
esac
