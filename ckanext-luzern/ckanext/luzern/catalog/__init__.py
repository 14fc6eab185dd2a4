"""Writing the catalogue: the only callers of CKAN's package actions."""
