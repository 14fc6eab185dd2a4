"""Which datasets everybody may see, as the database tells it: the one condition behind feeds, sitemap, figures and lists."""

from __future__ import annotations

from ckan import model

PUBLIC = (model.Package.type == "dataset", model.Package.state == model.State.ACTIVE, ~model.Package.private)
"""What CKAN shows to everybody; drafts are neither public nor whole."""
