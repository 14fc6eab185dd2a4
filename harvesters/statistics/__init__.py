"""Statistical offices' cubes as datasets: SDMX 2.1 and 3.0, PxWeb's two interfaces, PX files, JSON-stat 1 and 2.

    formats       finds out what a document is, by its content
    px, json_stat, pxweb_v1, pxweb_v2, sdmx_xml, sdmx_json    read one format each into cubes
    px_file, value    the syntax of PX, and JSON that may hold anything
    sdmx          what both syntaxes of SDMX share
    cube          the cube, and what a listing is made of
    times         time values as ISO 8601
    documents     gets them; harvester walks the source; mapping makes the record

The numbers stay where they are: a record describes the cube and says where it can be had.
"""

from .harvester import StatisticsHarvester

__all__ = ["StatisticsHarvester"]
