"""`python -m wfm.cli` is `wfm`, also in that it runs no code of the folder one is in."""

from wfm.machine import leave_current_folder

leave_current_folder()

from wfm.cli import main  # noqa: E402

main()
