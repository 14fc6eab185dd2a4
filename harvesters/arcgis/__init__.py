"""ArcGIS Server: the layers of a folder, of a service, or one layer, read by its REST interface (``?f=json``).

``options`` what can be set; ``rest`` one request and its errors; ``directory`` from a folder down to layers; ``harvester`` the contract;
``mapping``, ``columns``, ``distributions`` from a layer to the record; ``features`` copies what no single answer holds.

Plain HTTP on purpose: the package ``arcgis`` is proprietary and opens connections of its own.
"""

from __future__ import annotations

from .harvester import ArcgisHarvester

__all__ = ["ArcgisHarvester"]
