"""The lines before the work of signing in."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.loops import run_apart
from wfm.ui.door.lanes import FullError, Lane


def test_a_full_line_turns_away_and_opens_again() -> None:
    """One address has its share, all have the places; who was let in is served in turn, and then there is room."""

    async def through() -> None:
        lane, go = Lane(places=4, share=2), threading.Event()
        let_in = [asyncio.ensure_future(lane.run(address, go.wait)) for address in ("a", "a", "b")]
        await asyncio.sleep(0)
        with pytest.raises(FullError):
            await lane.run("a", go.wait)
        let_in.append(asyncio.ensure_future(lane.run("c", go.wait)))
        await asyncio.sleep(0)
        with pytest.raises(FullError):
            await lane.run("d", go.wait)
        go.set()
        assert await asyncio.gather(*let_in) == [True] * 4
        assert await lane.run("a", lambda: 7) == 7

    run_apart(through())


def test_one_line_does_not_wait_for_another() -> None:
    """Whoever comes with a known browser is served while the line of strangers stands still."""

    async def through() -> None:
        strangers, known, go = Lane(2, 2), Lane(2, 2), threading.Event()
        waiting = asyncio.ensure_future(strangers.run("a", go.wait))
        await asyncio.sleep(0)
        assert await asyncio.wait_for(known.run("a", lambda: True), 10)
        go.set()
        await waiting

    run_apart(through())


def test_work_that_fails_leaves_its_place() -> None:
    """A refusal is passed on, and the next one finds room."""

    async def through() -> None:
        lane = Lane(1, 1)

        def refuse() -> None:
            raise ValueError("no")

        for _ in range(2):
            with pytest.raises(ValueError, match="no"):
                await lane.run("a", refuse)

    run_apart(through())
