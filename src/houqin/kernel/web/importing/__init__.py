"""Excel in: a template to fill, a preview with an error for each cell, then one transaction."""

from houqin.kernel.web.importing.declare import ImportColumn, Importer

__all__ = ["ImportColumn", "Importer"]
