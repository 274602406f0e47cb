"""Strangers at the door: sign-in posts, huge and slow bodies, uploads and open lines without a session.

`python -m benchmarks.trust.strangers` starts `wfm app` and attacks it from this machine, while a signed-in person loads
pages; what the attackers themselves take of the processors slows the pages too. Prints pass or FAIL for each: all
refused, memory and disk flat, pages less than twice as slow, and everyone can sign in afterwards, from where they did
before and from a new address.
"""

from __future__ import annotations

import argparse
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.exceptions import WebSocketException

from benchmarks.trust.means.databases import KINDS, databases, opened
from benchmarks.trust.means.kill_cases import replaced
from benchmarks.trust.means.visitors import Answer, Visitor, app, session_of, tracebacks
from benchmarks.trust.means.watched import resident, spooled
from wfm.domain.accounts import OPERATOR, Role
from wfm.services import centre

PASSWORD = "correct-horse-battery"
STRANGER = "127.0.0.66"
ACCOUNTS: tuple[tuple[str, Role, str | None], ...] = (
    ("admin", Role.ADMIN, None),
    ("planner", Role.PLANNER, None),
    ("manager", Role.MANAGER, None),
    *((f"rep{k}", Role.REP, f"r{k:02}") for k in range(5)),
)
PAGES = ("schedule", "coverage", "overview")
MEGABYTE = 1_000_000

MOST_GROWN = 150
"""Megabytes by which the app's memory, and what it puts on the disk, may grow under attack."""

SLOWER = 2.0
"""How many times slower a signed-in person's pages may become."""

SLOW_SECONDS = 45
"""How long a body may take before the app must have hung up."""


class Watch:
    """Loads pages as a signed-in person, and looks at the app's memory and disk, for as long as an attack lasts."""

    def __init__(self, person: Visitor, pid: int) -> None:
        self._person, self._pid = person, pid
        self.pages: list[float] = []
        self.memory = self.disk = 0
        self._ended = threading.Event()

    @contextmanager
    def going(self) -> Iterator[None]:
        """Watch while the block runs, at least for three pages."""
        threads = [threading.Thread(target=self._load), threading.Thread(target=self._look)]
        for thread in threads:
            thread.start()
        try:
            yield
            deadline = time.monotonic() + 60
            while len(self.pages) < 3 and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()

    def _load(self) -> None:
        number = 0
        while not self._ended.is_set():
            self.pages.append(load(self._person, PAGES[number % len(PAGES)]))
            number += 1

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self.memory = max(self.memory, resident(self._pid))
            self.disk = max(self.disk, spooled(self._pid))


def load(person: Visitor, name: str) -> float:
    """Seconds of one page; a page that does not come in a minute took a minute."""
    try:
        return person.page(name)
    except (OSError, WebSocketException, TimeoutError):
        return 60.0


class Siege:
    """One app under attack, and what was found of it."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid, self.failed = port, pid, 0
        self.homes = {name: Visitor(port) for name, _, _ in ACCOUNTS}

    def tell(self, what: str, passed: bool, figure: str) -> None:
        """One line."""
        self.failed += not passed
        print(f"{what:<58} {figure:<46} {'pass' if passed else 'FAIL'}", flush=True)

    def under(self, what: str, attack: Callable[[], Counter[str]], refused: Callable[[str], bool]) -> None:
        """One attack: what came of it, and what it did to pages, memory and disk."""
        person = self.homes["planner"]
        alone = median([load(person, PAGES[k % 3]) for k in range(6)])
        before, watch, start = resident(self.pid), Watch(person, self.pid), time.monotonic()
        with watch.going():
            came = attack()
        seconds, shown = time.monotonic() - start, ", ".join(f"{n} {word}" for word, n in came.most_common(4))
        self.tell(f"{what}: refused", all(map(refused, came)), f"{shown} in {seconds:.0f} s")
        ratio = median(watch.pages) / alone
        self.tell(f"{what}: pages", ratio < SLOWER, f"{alone:.2f} s alone, {median(watch.pages):.2f} s: {ratio:.1f} x")
        grown = watch.memory - before
        self.tell(
            f"{what}: memory", grown < MOST_GROWN, f"{before} MB, at most {watch.memory}, now {resident(self.pid)}"
        )
        self.tell(f"{what}: disk", watch.disk < 10, f"{watch.disk} MB put aside at most")

    def doors(self, where: str, visitors: dict[str, Visitor]) -> None:
        """Everyone signs in."""
        locked = [name for name, v in visitors.items() if v.sign_in(name, PASSWORD).status != 303]
        self.tell(f"everyone signs in {where}", not locked, f"refused: {', '.join(locked) or 'nobody'}")


def many(count: int, at_once: int, act: Callable[[int], str]) -> Counter[str]:
    """An act so many times, so many at once."""
    with ThreadPoolExecutor(at_once) as pool:
        return Counter(pool.map(act, range(count)))


def came(answer: Answer) -> str:
    """An answer in a word."""
    return str(answer.status) if answer.status else f"closed ({answer.problem.split(':')[0]})"


def told_no(word: str) -> bool:
    """Whether a word says that a stranger was refused."""
    return word.startswith(("4", "429", "closed", "refused"))


def posts(port: int, count: int) -> Counter[str]:
    """Sign-in posts with right names and wrong passwords, and with names that nobody has."""

    def act(k: int) -> str:
        name = ACCOUNTS[k % len(ACCOUNTS)][0] if k % 2 else f"nobody{k}"
        return came(Visitor(port, STRANGER).sign_in(name, f"wrong password {k}"))

    return many(count, 40, act)


def large_bodies(port: int, count: int) -> Counter[str]:
    """Sign-in posts of 5 MB."""
    body = b"username=admin&password=" + b"x" * (5 * MEGABYTE)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
    return many(count, 10, lambda _: came(Visitor(port, STRANGER).ask("POST", "/sign-in", body, headers)))


def multipart(port: int, count: int, megabytes: int) -> Counter[str]:
    """Sign-in posts with a file in them."""

    def parts() -> Iterator[bytes]:
        yield b'--edge\r\nContent-Disposition: form-data; name="username"; filename="a.bin"\r\n\r\n'
        for _ in range(megabytes):
            yield b"x" * MEGABYTE
        yield b"\r\n--edge--\r\n"

    length = sum(map(len, (next(parts()), b"\r\n--edge--\r\n"))) + megabytes * MEGABYTE
    headers = {
        "Content-Type": "multipart/form-data; boundary=edge",
        "Content-Length": str(length),
        "Origin": f"http://127.0.0.1:{port}",
    }
    return many(count, 3, lambda _: came(Visitor(port, STRANGER).ask("POST", "/sign-in", parts(), headers)))


def uploads(port: int, megabytes: int) -> Counter[str]:
    """Files put into the session of a page that nobody signed in to."""
    token = generate_xsrf_token_string()
    stranger = Visitor(port, STRANGER, {"_streamlit_xsrf": token})
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        + b"x" * (megabytes * MEGABYTE)
        + b"\r\n--edge--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=edge", "X-Xsrftoken": token}
    try:
        line = stranger.socket()
        session = session_of(line)
    except (OSError, WebSocketException, TimeoutError):
        line, session = None, "made-up"
    found = many(3, 1, lambda k: came(stranger.ask("PUT", f"/_stcore/upload_file/{session}/f{k}", body, headers)))
    if line is not None:
        line.close()
    return found


def lines(port: int, count: int, origin: str | None, hold: float) -> Counter[str]:
    """Lines opened without a session and kept open; one that is opened and closed at once counts as refused."""
    kept = []

    def act(_: int) -> str:
        try:
            line = Visitor(port, STRANGER).socket(origin)
            kept.append(line)
            session_of(line)
        except (WebSocketException, OSError, TimeoutError):
            return "refused"
        return "open"

    found = many(count, 20, act)
    time.sleep(hold)
    for line in kept:
        line.close()
    return found


def slow_bodies(port: int, count: int) -> Counter[str]:
    """Bodies of which a byte comes every second; an app that still listens after a while is told."""

    def act(_: int) -> str:
        with socket.create_connection(("127.0.0.1", port), source_address=(STRANGER, 0)) as line:
            line.sendall(
                f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n".encode()
            )
            line.settimeout(0.01)
            for _ in range(SLOW_SECONDS):
                try:
                    line.sendall(b"x")
                    answer = line.recv(100)
                    return f"closed ({answer[9:12].decode() or 'no word'})"
                except TimeoutError:
                    time.sleep(1)
                except OSError:
                    return "closed"
        return f"still heard after {SLOW_SECONDS} s"

    return many(count, count, act)


def besiege(siege: Siege, given: argparse.Namespace) -> None:
    """Every attack, one after the other, and the doors before and after."""
    port = siege.port
    siege.doors("before it all", siege.homes)
    attacks: tuple[tuple[str, Callable[[], Counter[str]], Callable[[str], bool]], ...] = (
        (f"{given.posts} sign-in posts", lambda: posts(port, given.posts), told_no),
        ("40 sign-in posts of 5 MB", lambda: large_bodies(port, 40), told_no),
        (f"3 posts with files of {given.megabytes} MB", lambda: multipart(port, 3, given.megabytes), told_no),
        ("3 uploads of 50 MB", lambda: uploads(port, 50), told_no),
        (f"{given.lines} open lines", lambda: lines(port, given.lines, None, 5), told_no),
        ("20 lines of another site", lambda: lines(port, 20, "http://evil.example", 0), told_no),
        ("50 slow bodies", lambda: slow_bodies(port, 50), told_no),
    )
    for what, attack, refused in attacks:
        if given.only in what:
            siege.under(what, attack, refused)
    siege.doors("from their own browser", siege.homes)
    siege.doors("from a new address", {name: Visitor(port, f"127.0.1.{k + 1}") for k, name in enumerate(siege.homes)})


def main() -> None:
    """Start the app, attack it, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--megabytes", type=int, default=200, help="of a file within a sign-in post")
    parser.add_argument("--only", default="", help="only attacks whose name holds these words")
    given = parser.parse_args()
    with databases(given.database) as source, tempfile.TemporaryDirectory() as name:
        url = source.fresh(replaced)
        db = opened(url)
        for username, role, rep in ACCOUNTS:
            centre.create_user(db, OPERATOR, username, PASSWORD, role, rep)
        db.close()
        with app(url, Path(name)) as (port, pid, log):
            siege = Siege(port, pid)
            besiege(siege, given)
            siege.tell("the app's log", not tracebacks(log), f"{tracebacks(log)} tracebacks")
    print(f"{siege.failed} failed")


if __name__ == "__main__":
    main()
