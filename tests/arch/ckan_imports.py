"""What the portal takes from CKAN beyond ``ckan.plugins`` and ``ckan.plugins.toolkit``, and why.

Everything else of CKAN may change from one release to the next. Each entry names one thing and the reason nothing in the
toolkit will do; an entry nobody uses any more fails the test, so that the list only holds what is true.
"""

from __future__ import annotations

FREE = ("ckan.plugins", "ckan.plugins.toolkit", "ckan.types")  # ckan.types is type aliases alone, empty while the portal runs

ALLOWED: dict[str, str] = {
    "ckan.model": "feeds read the tables in one snapshot; the toolkit has actions only, and those that list datasets ask the index",
    "ckan.lib.dictization": "many datasets are shown at once with the functions package_show uses for each row; the action asks for one",
    "ckan.lib.dictization.model_dictize": "the same, for resources and groups",
    "ckan.lib.dictization.model_save": "datasets are written many at once, their resources made as package_create and package_update make them",
    "ckan.lib.navl.dictization_functions": "a batch's datasets are checked against a schema that is taken to pieces once, in CKAN's own order",
    "ckan.lib.plugins": "the dataset type's schemas, the check of a dataset and its permission labels are asked for by CKAN's own functions",
    "ckan.logic.action.delete": "as ckan.logic.action.get, of the actions that delete",
    "ckan.logic.action.get": "every action of CKAN that reads gets the check of what is asked put before it; the toolkit gives one by name, but no names",
    "ckan.logic.schema.default_show_package_schema": "the index keeps each dataset as CKAN's own schema shows it, too",
    "ckan.lib.search": "a harvest indexes what it has committed; CKAN's actions index before the commit, or not at all",
    "ckan.lib.search.SearchError": "the home page stands while the search is away",
    "ckan.lib.search.SolrConnectionError": "the same: CKAN has two errors for it",
    "ckan.lib.search.index": "names of the index' own fields, and what XML can't hold, as CKAN's documents have it",
    "ckan.lib.files": "a preview reads a resource's file out of CKAN's storage, whichever that is; the toolkit has no way to it",
    "ckan.lib.lazyjson.LazyJSONObject": "the API hands datasets on unread, in the form CKAN's own DataStore hands rows on",
    "ckan.lib.uploader": "a harvested file goes into CKAN's storage of resources after its row is there; package_create takes no files",
    "ckan.cli.load_config": "the WSGI entry reads the file CKAN_INI names; the toolkit exists only once that is done",
    "ckan.config.middleware.make_app": "the WSGI entry makes CKAN's application, as CKAN's own wsgi.py does",
}
