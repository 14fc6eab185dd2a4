"""A graph as text in each syntax, in pieces that can be joined to one document: nested where that reads better, the same in every build.

Serialisers of libraries write whole documents, flat or slow. What stands here is the short way from our graphs, whose predicates are
prefixed names already, to RDF/XML, Turtle and JSON-LD; terms are escaped by pyoxigraph, xml.sax and json.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from pyoxigraph import BlankNode, Literal, NamedNode

from ckanext.luzern.feeds.rdf import PREFIXES, TYPE, Graph, Subject, curie, name
from ckanext.luzern.feeds.values import Node

START: Mapping[str, str] = MappingProxyType(
    {
        "xml": '<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF'
        + "".join(f'\n  xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items())
        + ">\n",
        "ttl": "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()),
        "jsonld": f'{{"@context": {json.dumps(PREFIXES)}, "@graph": [\n',
        "nt": "",
    }
)
BETWEEN: Mapping[str, str] = MappingProxyType({"xml": "", "ttl": "", "jsonld": ",\n", "nt": ""})
END: Mapping[str, str] = MappingProxyType({"xml": "</rdf:RDF>\n", "ttl": "", "jsonld": "\n]}\n", "nt": ""})

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def fragment(graph: Graph, syntax: str) -> str:
    """Give what a graph says, to stand after ``START`` and before ``END``, with ``BETWEEN`` between it and the next."""
    return _WRITERS[syntax](graph)


class _Outline:
    """Which node is written where: once, and inside the first that points at it; blank nodes are named only where two point at them."""

    def __init__(self, graph: Graph) -> None:
        self.waiting = dict(sorted(graph.statements.items(), key=lambda entry: isinstance(entry[0], BlankNode)))
        pointed_at = Counter(node for said in graph.statements.values() for objects in said.values() for node in objects if isinstance(node, BlankNode))
        self.named = {node for node, times in pointed_at.items() if times > 1}

    def roots(self) -> Any:
        """Give each node that no earlier one has taken in, with what is said of it."""
        while self.waiting:
            node = next(iter(self.waiting))
            yield node, self.waiting.pop(node)


def _xml(graph: Graph) -> str:
    outline, lines = _Outline(graph), []
    for node, said in outline.roots():
        _xml_node(outline, node, said, "  ", lines)
    return "".join(lines)


def _xml_node(outline: _Outline, node: Subject, said: dict[str, list[Node]], indent: str, lines: list[str]) -> None:
    types = [curie(kind) for kind in said.get(TYPE, ()) if isinstance(kind, NamedNode)]
    tag = next(filter(None, types), "rdf:Description")
    about = f' rdf:about="{_attribute(node)}"' if isinstance(node, NamedNode) else f' rdf:nodeID="{node.value}"' if node in outline.named else ""
    inside: list[str] = []
    for predicate, objects in said.items():
        for value in objects:
            if predicate != TYPE or not (isinstance(value, NamedNode) and curie(value) == tag):
                _xml_property(outline, predicate, value, f"{indent}  ", inside)
    lines += [f"{indent}<{tag}{about}>\n", *inside, f"{indent}</{tag}>\n"] if inside else [f"{indent}<{tag}{about}/>\n"]


def _xml_property(outline: _Outline, predicate: str, value: Node, indent: str, lines: list[str]) -> None:
    if isinstance(value, Literal):
        kind = f' xml:lang="{value.language}"' if value.language else "" if value.datatype.value == _STRING else f' rdf:datatype="{value.datatype.value}"'
        lines.append(f"{indent}<{predicate}{kind}>{_content(value)}</{predicate}>\n")
    elif (said := outline.waiting.pop(value, None)) is not None:
        lines.append(f"{indent}<{predicate}>\n")
        _xml_node(outline, value, said, f"{indent}  ", lines)
        lines.append(f"{indent}</{predicate}>\n")
    elif isinstance(value, NamedNode):
        lines.append(f'{indent}<{predicate} rdf:resource="{_attribute(value)}"/>\n')
    else:
        lines.append(f'{indent}<{predicate} rdf:nodeID="{value.value}"/>\n')


def _attribute(node: NamedNode) -> str:
    """An IRI has no quotation marks and no angle brackets."""
    return node.value.replace("&", "&amp;")


def _content(literal: Literal) -> str:
    return escape(literal.value).replace("\r", "&#13;")  # a parser would read it as a line feed


def _turtle(graph: Graph) -> str:
    outline = _Outline(graph)
    return "".join(f"{node} {_turtle_properties(outline, said, '    ')} .\n\n" for node, said in outline.roots())


def _turtle_properties(outline: _Outline, said: dict[str, list[Node]], indent: str) -> str:
    return f" ;\n{indent}".join(
        f"{'a' if predicate == TYPE else predicate} {', '.join([_turtle_term(outline, value, indent) for value in objects])}"
        for predicate, objects in said.items()
    )


def _turtle_term(outline: _Outline, value: Node, indent: str) -> str:
    """Only blank nodes stand inside others here: Turtle has no brackets for a node with an address."""
    if isinstance(value, BlankNode) and value not in outline.named:
        inner = f"{indent}    "
        return f"[\n{inner}{_turtle_properties(outline, outline.waiting.pop(value), inner)}\n{indent}]"
    return (curie(value) if isinstance(value, NamedNode) else "") or str(value)


def _json_ld(graph: Graph) -> str:
    outline = _Outline(graph)
    return ",\n".join([json.dumps(_json_ld_node(outline, node, said), ensure_ascii=False) for node, said in outline.roots()])


def _json_ld_node(outline: _Outline, node: Subject, said: dict[str, list[Node]]) -> dict[str, Any]:
    written: dict[str, Any] = {"@id": node.value} if isinstance(node, NamedNode) else {"@id": str(node)} if node in outline.named else {}
    for predicate, objects in said.items():
        if predicate == TYPE:
            written["@type"] = [curie(kind) or kind.value for kind in objects if isinstance(kind, NamedNode)]
        else:
            values = [_json_ld_value(outline, value) for value in objects]
            written[predicate] = values[0] if len(values) == 1 else values
    return written


def _json_ld_value(outline: _Outline, value: Node) -> Any:
    if isinstance(value, Literal):
        if value.language:
            return {"@language": value.language, "@value": value.value}
        kind = value.datatype
        return value.value if kind.value == _STRING else {"@type": curie(kind) or kind.value, "@value": value.value}
    if (said := outline.waiting.pop(value, None)) is not None:
        return _json_ld_node(outline, value, said)
    return {"@id": value.value if isinstance(value, NamedNode) else str(value)}


def _n_triples(graph: Graph) -> str:
    lines = []
    for subject, said in graph.statements.items():
        node = str(subject)
        for predicate, objects in said.items():
            start = f"{node} {name(predicate)}"
            lines += [f"{start} {value} .\n" for value in objects]
    return "".join(lines)


_WRITERS: Mapping[str, Callable[[Graph], str]] = {"xml": _xml, "ttl": _turtle, "jsonld": _json_ld, "nt": _n_triples}
