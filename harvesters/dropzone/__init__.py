"""The drop zone: a department puts folders on a share, each with data files and a metadata file.

systems         which file system an address means; credentials (connections, dav: how its driver connects)
web             folders that a web server lists (listing: the servers' ways to do so)
tree            folders and files, wherever they lie
deliveries      which folders are deliveries, and what belongs to each
files           checksum and kind of a data file
metadata_*      meta.xml, YAML, Excel -> words with their places (words, names, zurich, xml)
mapping         words -> record
distributions   files and services -> distributions
template        the Excel metadata sheet
"""

from luzern_harvesters.dropzone.harvester import DropzoneHarvester

__all__ = ["DropzoneHarvester"]
