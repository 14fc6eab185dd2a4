"""Feeds of mobility as datasets: GBFS 1 to 3, GTFS, GTFS Realtime, SIRI, DATEX II.

    gbfs, gtfs (with gtfs_tables), gtfs_rt, traffic    read one kind each into a ``Feed``
    freshness   judges a feed's time against the time of the answer
    harvester   asks the source, finds out what came by its content; mapping makes the record

Feeds are registered and described, never copied: what they say is gone in a minute, or is a timetable of gigabytes.
"""

from .harvester import MobilityHarvester

__all__ = ["MobilityHarvester"]
