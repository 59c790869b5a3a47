"""All numbers that bound an upload, in one place."""

MEGABYTE = 1024 * 1024

PHOTO_BYTES = 15 * MEGABYTE
DOCUMENT_BYTES = 20 * MEGABYTE
PIXELS = 50_000_000  # width times height; a decoded picture takes three bytes each

PHOTO_SIDE = 2048  # pixels on the long side of a stored photo
JPEG_QUALITY = 85
THUMB_SIDES = (160, 480)  # pixels on the long side of small pictures

ARCHIVE_BYTES = 100 * MEGABYTE  # of a Word, Excel or OFD file, unpacked
ARCHIVE_ENTRIES = 5_000
PDF_OBJECT_BYTES = 64 * MEGABYTE  # of a PDF's packed objects, unpacked

NAME_LENGTH = 120
ORPHAN_HOURS = 24  # content whose row never came is kept so long
