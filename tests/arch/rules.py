"""The rules of the house for Python: each yields what it objects to, as ``line N: …``.

A rule reads one file and knows nothing of the others; ``test_rules.py`` runs every rule over the house and over a planted fault.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

from arch import ckan_imports
from arch.source import PORTAL, File

Rule = Callable[[File], Iterator[str]]

MODULE_LINES = 300
PLUGIN_LINES = 150
FUNCTION_LINES = 40
HARVESTERS = PurePosixPath("harvesters")
NETWORK = {"httpcore", "httpx", "requests", "aiohttp", "urllib3", "socket", "http", "ftplib"}
GUARDED_CLIENT = {"http.py", "connection.py", "addresses.py"}  # the client, how it connects, and the names it resolves for it
CHECKED_DRIVERS = {"connections.py", "dav.py"}  # what the drop zone's drivers connect with, in the client's place
DUMPING_GROUNDS = {"utils", "util", "common", "misc", "helpers2", "tools", "lib"}


def modules_are_short(file: File) -> Iterator[str]:
    limit = PLUGIN_LINES if file.path == PORTAL / "plugin.py" else MODULE_LINES
    if len(file.lines) > limit:
        yield f"{len(file.lines)} lines, at most {limit}"


def functions_are_short(file: File) -> Iterator[str]:
    """Count signature and body; a docstring may take the room it needs."""
    for function in _functions(file):
        last = function.end_lineno or function.lineno
        docstring = function.body[0] if ast.get_docstring(function) else None
        length = last - function.lineno + 1 - ((docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0)
        if length > FUNCTION_LINES:
            yield f"line {function.lineno}: {function.name} has {length} lines, at most {FUNCTION_LINES}"


def modules_are_named_for_what_they_hold(file: File) -> Iterator[str]:
    if file.path.stem in DUMPING_GROUNDS:
        yield f"a module called {file.path.stem} collects what has no place"


def modules_say_what_they_are_for(file: File) -> Iterator[str]:
    if file.text.strip() and not ast.get_docstring(file.tree):
        yield "no docstring"


def functions_are_annotated(file: File) -> Iterator[str]:
    for function in _functions(file):
        arguments = function.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
        bare = [argument.arg for argument in named if argument.annotation is None and argument.arg not in {"self", "cls"}]
        if bare or function.returns is None:
            yield f"line {function.lineno}: {function.name} lacks types ({', '.join(bare) or 'return'})"


def ckan_is_used_through_the_toolkit(file: File) -> Iterator[str]:
    for line, name in imported(file):
        if is_ckan(name) and not file.is_in(PORTAL):
            yield f"line {line}: {name} outside the portal"
        elif is_ckan(name) and name not in ckan_imports.FREE and name not in ckan_imports.ALLOWED:
            yield f"line {line}: {name} is not in the list of tests/arch/ckan_imports.py"


def harvesters_know_no_extension(file: File) -> Iterator[str]:
    """import-linter can't tell ``ckanext.dcat`` from the namespace that is ours too."""
    for line, name in imported(file):
        if name.split(".")[0] == "ckanext" and not file.is_in(PORTAL):
            yield f"line {line}: {name}"


def harvesters_have_one_way_out(file: File) -> Iterator[str]:
    """Addresses, sizes and times are checked in the guarded client alone; who goes past it goes unguarded."""
    if file.is_in(HARVESTERS) and file.path.name not in GUARDED_CLIENT | CHECKED_DRIVERS:
        for line, name in imported(file):
            if name.split(".")[0] in NETWORK or name.startswith("urllib.request"):
                yield f"line {line}: {name}"


def nothing_is_caught_blindly(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _names(node.type) & {"Exception", "BaseException"}):
            yield f"line {node.lineno}: names no exception of its own"


def ckan_is_not_patched(file: File) -> Iterator[str]:
    """Find ``ckan….x = …`` and ``setattr(ckan…, …)``, under whatever name CKAN's things were imported."""
    theirs = {alias for alias, name in _aliases(file) if is_ckan(name) or (name.startswith("ckanext.") and not name.startswith("ckanext.luzern"))}
    for target in _changed(file.tree):
        if isinstance(target, (ast.Attribute, ast.Subscript)) and _root(target) in theirs and not _is_config_entry(target):
            yield f"line {target.lineno}: changes {ast.unparse(target)}"


def settings_are_read_in_one_place(file: File) -> Iterator[str]:
    """Options have one typed reader each, in ``config.py``; their defaults stand in the declaration alone."""
    if file.path == PORTAL / "config.py" or not file.is_in(PORTAL):
        return
    toolkits = {alias for alias, name in _aliases(file) if name == "ckan.plugins.toolkit"}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and node.attr == "config" and isinstance(node.value, ast.Name) and node.value.id in toolkits:
            yield f"line {node.lineno}: {ast.unparse(node)}"
    for line, name in imported(file):
        if name in {"ckan.common.config", "ckan.plugins.toolkit.config"}:
            yield f"line {line}: {name}"


def a_silenced_checker_says_why(file: File) -> Iterator[str]:
    """``# noqa: S310  the address was checked``: the code, then the reason, before or behind."""
    for number, line in enumerate(file.lines, 1):
        for match in re.finditer(r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore)(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w,\s-]+\])?(.*)", line):
            if not re.search(r"[a-z]{3}", match[1]):
                yield f"line {number}: {line.strip()[-60:]}"


def german_has_no_sharp_s(file: File) -> Iterator[str]:
    """Swiss spelling in every sentence; the single letter may stand where texts are folded."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\wß|ß\w", node.value):
            yield f"line {node.lineno}: {node.value[:60]}"


def imported(file: File) -> Iterator[tuple[int, str]]:
    """Give every imported name in full, with its line."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_ckan(name: str) -> bool:
    return name == "ckan" or name.startswith("ckan.")


def _aliases(file: File) -> Iterator[tuple[str, str]]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name.split(".")[0], alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _changed(tree: ast.AST) -> Iterator[ast.expr]:
    """Give what is assigned to or deleted; ``setattr(a.b, …)`` changes ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.Delete)):
            yield from node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            yield node.target
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"setattr", "delattr"} and node.args:
            owner = node.args[0]
            yield ast.copy_location(ast.Attribute(owner, "*", ast.Store()), owner)


def _functions(file: File) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(file.tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_config_entry(node: ast.expr) -> bool:
    """Tell ``config[…] = …``: CKAN's own way to hand settings on."""
    return isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("config")


_in_portal = partial(File, PORTAL / "logic" / "planted.py")
_in_harvesters = partial(File, HARVESTERS / "planted.py")

# Every rule, and a fault it must see.
RULES: tuple[tuple[Rule, File], ...] = (
    (modules_are_short, _in_portal("x = 1\n" * (MODULE_LINES + 1))),
    (modules_are_short, File(PORTAL / "plugin.py", "x = 1\n" * (PLUGIN_LINES + 1))),
    (functions_are_short, _in_portal("def f():\n" + "    x = 1\n" * FUNCTION_LINES)),
    (modules_are_named_for_what_they_hold, File(PORTAL / "utils.py", "")),
    (modules_say_what_they_are_for, _in_portal("import os\n")),
    (functions_are_annotated, _in_portal("def f(x) -> None: ...\n")),
    (functions_are_annotated, _in_portal("class C:\n    def f(self): ...\n")),
    (ckan_is_used_through_the_toolkit, _in_portal("from ckan.lib import helpers\n")),
    (ckan_is_used_through_the_toolkit, _in_harvesters("import ckan.plugins.toolkit as tk\n")),
    (harvesters_know_no_extension, _in_harvesters("from ckanext.dcat.profiles import RDFProfile\n")),
    (harvesters_have_one_way_out, _in_harvesters("import httpx\n")),
    (harvesters_have_one_way_out, _in_harvesters("from urllib.request import urlopen\n")),
    (nothing_is_caught_blindly, _in_portal("try:\n    f()\nexcept:\n    pass\n")),
    (nothing_is_caught_blindly, _in_portal("try:\n    f()\nexcept (OSError, Exception):\n    pass\n")),
    (ckan_is_not_patched, _in_portal("import ckan.lib.helpers as h\nh.url_for = None\n")),
    (ckan_is_not_patched, _in_portal("from ckan.lib import search\nsetattr(search, 'query_for', None)\n")),
    (ckan_is_not_patched, _in_portal("from ckanext.dcat import processors\nprocessors.PROFILES['x'] = None\n")),
    (settings_are_read_in_one_place, _in_portal("import ckan.plugins.toolkit as tk\nx = tk.config.get('ckan.site_url')\n")),
    (settings_are_read_in_one_place, _in_portal("from ckan.common import config\n")),
    (a_silenced_checker_says_why, _in_portal("x = f()  # noqa: S310\n")),
    (a_silenced_checker_says_why, _in_portal("x = f()  # type: ignore[arg-type]\n")),
    (german_has_no_sharp_s, _in_portal("X = 'Straßen'\n")),
)
