"""A request as code that can be copied and run: curl, Python, R, JavaScript. Pure."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from typing import Any

from ckanext.luzern.api.description import Script

Values = Mapping[str, Any]  # Any: text, number or truth value, as JSON has them


def snippets(address: str, values: Values) -> tuple[Script, ...]:
    """Give a request of an action in every language, each a script that runs as it stands."""
    return (
        Script("sh", curl(address, values)),
        Script("python", _python(address, values)),
        Script("r", _r(address, values)),
        Script("javascript", _javascript(address, values)),
    )


def curl(address: str, values: Values) -> str:
    """Give a request for the shell; curl encodes what an address can't hold as it is."""
    pairs = "".join(f" \\\n  --data-urlencode {shlex.quote(f'{name}={_plain(value)}')}" for name, value in values.items())
    return f"curl -sSG {shlex.quote(address)}{pairs}"


def _python(address: str, values: Values) -> str:
    params = f", params={dict(values)!r}" if values else ""
    return f'import httpx\n\nanswer = httpx.get({json.dumps(address)}{params}, timeout=60)\nanswer.raise_for_status()\nprint(answer.json()["result"])'


def _r(address: str, values: Values) -> str:
    pairs = ", ".join(f"{name if re.fullmatch(r'[a-z][a-z_.]*', name) else f'`{name}`'} = {_quoted(_plain(value))}" for name, value in values.items())
    query = f" |>\n  req_url_query({pairs})" if pairs else ""
    return f"library(httr2)\n\nanswer <- request({_quoted(address)}){query} |>\n  req_perform() |>\n  resp_body_json()\nstr(answer$result, max.level = 2)"


def _javascript(address: str, values: Values) -> str:
    made = f"const query = new URLSearchParams({_quoted(dict(values))});\n" if values else ""
    asked = f"`{address}?${{query}}`" if values else _quoted(address)
    return f"{made}const answer = await fetch({asked});\nif (!answer.ok) throw new Error(await answer.text());\nconst {{ result }} = await answer.json();\nconsole.log(result);"


def _plain(value: Any) -> str:
    """Write a value as an address has it: truth values as JSON writes them."""
    return value if isinstance(value, str) else json.dumps(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
