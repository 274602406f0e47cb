"""The script that runs for every signed-in person: navigation over the pages of their role."""

from wfm.ui.frame.shell import run

run()
