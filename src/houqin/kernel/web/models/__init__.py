"""Tables of the web layer: the site's own facts and people's saved views."""

from houqin.kernel.web.models.site import ImportDraft, SavedView, SiteProfile

__all__ = ["ImportDraft", "SavedView", "SiteProfile"]
