"""No secret is in the repository: private keys, tokens of services, passwords in addresses, random values under telling names."""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

TELLING = r"(?i)[\w-]*(?:password|passwd|secret|token|api_?key|private_?key|credential)[\w-]*"
KINDS: dict[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/=]"),
    "a token of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b"),
    "a token of a forge": re.compile(
        r"\bgh[pousr]_\w{36}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20}|\bpypi-AgEI[\w-]{20,}"
    ),
    "a token of a chat": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password in an address": re.compile(r"://[^\s:/@'\"`{}<>]+:(?P<value>[^\s:/@'\"`{}<>$*]+)@"),
    "a random value under a telling name": re.compile(
        rf"{TELLING}[\"']?\s*[:=]\s*[\"'](?P<value>[A-Za-z0-9+/_=-]{{20,}})[\"']"
    ),
}
"""What a secret looks like; where only a part is the secret, it is called value."""

EXAMPLES = {"secret", "password", "s3cret", "s3cr3t", "hush", "a"}
"""Words that stand for a password in guides and tests."""

MADE_UP = {
    "tests/machine/test_logs.py": "a token that opens nothing, to be blotted out of a log",
    "tests/test_secrets.py": "secrets that are none, to be found",
}
"""Files that hold what looks like a secret, and why it is none."""

LEAST_ENTROPY = 3.5
"""Bits a character above which a value is random: words stay below, tokens of 20 characters lie about 4."""


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def secrets_in(text: str) -> Iterator[tuple[int, str]]:
    """Line and kind of what looks like a secret."""
    for kind, pattern in KINDS.items():
        for found in pattern.finditer(text):
            value = found.groupdict().get("value")
            if value is not None and value.lower() in EXAMPLES:
                continue
            if kind.startswith("a random") and entropy(str(value)) < LEAST_ENTROPY:
                continue
            yield text.count("\n", 0, found.start()) + 1, kind


def tracked() -> list[Path]:
    """Files of the repository, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout: there is no repository that could hold a secret")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_repository_holds_no_secret() -> None:
    """In no file of text that git keeps; what looks like one and is none has its reason above."""
    found: dict[str, list[str]] = {}
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a workbook
        name = path.relative_to(ROOT).as_posix()
        for line, kind in secrets_in(text):
            found.setdefault(name, []).append(f"{name}:{line}: {kind}")
    told = "\n".join(line for name, lines in found.items() if name not in MADE_UP for line in lines)
    assert not told, told
    assert set(found) == set(MADE_UP), "a reason that is no longer needed"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("id = 'AKIAIOSFODNN7EXAMPLE'", "a token of a cloud"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "a token of a forge"),
        ("xoxb-123456789012-abcdef", "a token of a chat"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP", "a signed token"),
        ("postgresql://wfm:Tr0ub4dor@db.example/wfm", "a password in an address"),
        ('API_TOKEN = "k9Zq3vX0mT2kQ9bL7cWnR4sY"', "a random value under a telling name"),
    ],
)
def test_what_looks_like_a_secret_is_found(text: str, kind: str) -> None:
    """Each kind by an example."""
    assert kind in {found for _, found in secrets_in(f"\n{text}\n")}


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://wfm:secret@db.example/wfm",
        "postgresql://{user}:{password}@{host}/wfm",
        "http://localhost:8501/calendar",
        'token = "one-two-one-two-one-two-one"',
        "password: Annotated[str, typer.Option()]",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    """Examples of guides, places for values, and words."""
    assert not list(secrets_in(text))
