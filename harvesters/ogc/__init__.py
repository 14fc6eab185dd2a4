"""OGC services: WFS, WMS and WMTS by their capabilities, OGC API Features and Records (and STAC) by their collections.

``options`` what can be set; ``document`` one answer, read; ``addresses`` where a service really is; ``harvester`` the contract.
Capabilities: ``wfs``, ``wms``, ``wmts`` give ``layer.Layer``, ``layer_record`` maps it; ``formats`` and ``schema`` know downloads and columns.
OGC API: ``api`` walks from a landing page to collections and records, ``collection_record`` and ``item_record`` map them.

Read here and not with OWSLib: that opens its own connections beside the guarded client and parses without limits.
"""

from __future__ import annotations

from .harvester import OgcHarvester

__all__ = ["OgcHarvester"]
