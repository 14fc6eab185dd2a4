"""A web process answers its very first requests in full, even where many come at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from portal import Portal

pytestmark = pytest.mark.services

AT_ONCE = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from werkzeug.test import Client

from ckanext.luzern.wsgi import application

sys.setswitchinterval(1e-6)  # seconds: whatever is made halfway is seen halfway
gate = Barrier(8)

def ask(_):
    gate.wait()
    return Client(application).post("/api/3/action/package_patch", json={"id": "tiefbau"}, headers={"Authorization": sys.argv[1]}).status_code

with ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(ask, range(8)))))
"""


def test_the_first_requests_of_a_process_find_every_action_and_every_rule_of_access(portal: Portal) -> None:
    done = subprocess.run([sys.executable, "-c", AT_ONCE, portal.token], env=dict(portal.environment), capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[404, 404, 404, 404, 404, 404, 404, 404]", done.stderr
