"""Why a document cannot be judged."""


class UnreadableError(Exception):
    """The document is damaged, locked by a password or of another format."""
