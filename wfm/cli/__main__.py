"""`python -m wfm.cli` is `wfm`."""

from wfm.cli import main

main()
