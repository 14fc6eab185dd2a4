"""Web server settings, the same embedded and in production; what differs comes from the environment."""

import os

wsgi_app = "ckanext.luzern.wsgi:application"
bind = os.environ.get("LUZERN_BIND", "127.0.0.1:5000")

# A request is mostly waiting for PostgreSQL and Solr: a few processes for the cores, threads for the waiting.
workers = int(os.environ.get("LUZERN_WEB_WORKERS", "2"))
threads = int(os.environ.get("LUZERN_WEB_THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108  a heartbeat file on a slow disk would look like a hanging worker

timeout = 120  # seconds; a large upload takes its time
graceful_timeout = 3  # seconds for requests under way when the portal stops
keepalive = 5
max_requests = 2000  # memory that libraries keep is given back now and then
max_requests_jitter = 200

forwarded_allow_ips = os.environ.get("LUZERN_PROXIES", "127.0.0.1")
limit_request_line = 8190  # a search with many facets has a long address

accesslog = "-"
errorlog = "-"
loglevel = "warning"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s bytes %(L)s s'
