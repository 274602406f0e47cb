"""One module per page; each has `page(db, who)`, and `wfm.ui.navigation` lists them by role."""
