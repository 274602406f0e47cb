"""One module per page; each has `draw`, and `wfm.ui.frame.navigation` lists them by role."""
