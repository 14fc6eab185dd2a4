"""Previews of uploaded files: their first rows, a small map, a chart where the metadata asks for one.

content     what a preview holds, and how it is kept
table       the rows of a CSV file
sheets      the rows of a workbook
tabular     a table's preview: first rows, places, chart
spatial     places as GeoJSON, small enough for a page
geojson     the preview of a GeoJSON file
worker      the process that opens one file: it has limits, and dies alone
stored      the file as it lies in CKAN's storage
keep        the kept previews: which are missing, which belong to a page
jobs        what the scheduler looks after, and what the workers do

``content`` to ``worker`` know no CKAN. Nothing is worked out while a page is asked for.
"""
