"""Lists: declared once, shown by one page."""

from houqin.kernel.web.listing.declare import Bulk, Column, Filter, Listing, Tab
from houqin.kernel.web.listing.page import listing_page

__all__ = ["Bulk", "Column", "Filter", "Listing", "Tab", "listing_page"]
