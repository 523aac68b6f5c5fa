"""For authors of rule sets of sds-core: a page to edit them on, keys, publishing and fetching.

What is listed here is the public face; docs/reference-api.md says what each name is for.
"""

from __future__ import annotations

from sds_core.public_face import public_face

# The public names, by where they are; __init__.pyi tells type checkers the same.
_PUBLIC = {
    "editor.server": "serve",
    "publishing.bundle": "bundle",
    "publishing.fetch": "FetchResult fetch",
    "publishing.keys": "PublicKey load_signer make_key read_public",
    "publishing.proposal": "Proposal SignatureCount read_proposal",
    "publishing.folder": "Folder",
    "publishing.propose": "propose_officers propose_set",
}
_HOME, __getattr__, __dir__ = public_face(__name__, _PUBLIC)

__all__ = [*sorted(_HOME)]
