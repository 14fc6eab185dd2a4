"""Feeds of mobility as datasets: GBFS 1 to 3, GTFS, GTFS Realtime, SIRI, DATEX II.

    formats     finds out what a document is, by its content
    gbfs, gtfs, gtfs_rt, traffic    read one kind each into a ``Feed``
    freshness   judges a feed's time against the time of the answer
    harvester   asks the source; mapping makes the record

Feeds are registered and described, never copied: what they say is gone in a minute, or is a timetable of gigabytes.
"""

from .harvester import MobilityHarvester

__all__ = ["MobilityHarvester"]
