"""What a page says back: errors as one sentence, and a short note after something was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from wfm.domain.errors import AccessError, ConflictError, RefusedError, StorageError, WfmError
from wfm.ui.base.faults import unreachable
from wfm.ui.base.words import plain

_FLASH = "flash"


@contextmanager
def told() -> Iterator[None]:
    """Show an error of the tree as its sentence instead of a trace."""
    try:
        yield
    except AccessError as error:
        st.error(plain(error), icon=":material/lock:")
    except ConflictError as error:
        st.warning(plain(error), icon=":material/sync_problem:")
    except RefusedError as error:
        reasons = "".join(f"\n- {plain(reason)}" for reason in error.reasons if reason not in str(error))
        st.error(plain(error) + ("\n" + reasons if reasons else ""), icon=":material/block:")
    except StorageError as error:
        st.error(unreachable(error), icon=":material/error:")
    except WfmError as error:
        st.error(plain(error), icon=":material/error:")


def flash(message: str) -> None:
    """Keep a sentence for the next run of the page, which shows it once."""
    st.session_state[_FLASH] = message


def show_flash() -> None:
    """Show the sentence kept by the run before."""
    message = st.session_state.pop(_FLASH, None)
    if message:
        st.toast(plain(message), icon=":material/check_circle:", duration="long")
