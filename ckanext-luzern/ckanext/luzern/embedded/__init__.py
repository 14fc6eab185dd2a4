"""The whole portal on one machine, without Docker, system packages or root: what ``make run`` and ``make start`` call.

PostgreSQL, Redis and Java come as wheels, Solr as jars by lock file; supervisord keeps the processes alive.
Nothing imports this package; production runs the same configuration on services of its own.
"""
