"""Tables of the web layer: the site's own facts and people's saved views."""

from houqin.kernel.web.models.api import ApiToken, IdempotentRequest
from houqin.kernel.web.models.site import ImportDraft, SavedView, SiteProfile

__all__ = ["ApiToken", "IdempotentRequest", "ImportDraft", "SavedView", "SiteProfile"]
