"""What CKAN asks of an extension: actions, authorisation, validators."""
