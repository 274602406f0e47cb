"""The settings file: sites, queues and contracts in the TOML that `wfm import contracts` reads."""

from __future__ import annotations

from data import centre
from wfm.documents import CONTRACT, QUEUE, SITE, TOML, Door, toml_text, write

CENTRE = "centre.toml"


def centre_bytes() -> bytes:
    """The settings file."""
    door = Door(TOML)
    document = {
        "sites": [write(SITE, site, door) for site in centre.SITES],
        "queues": [write(QUEUE, queue, door) for queue in centre.QUEUES],
        "contracts": [write(CONTRACT, contract, door) for contract in centre.CONTRACTS],
    }
    return f"# {centre.NAME}: sites, queues and contracts.\n\n{toml_text(document)}".encode()
