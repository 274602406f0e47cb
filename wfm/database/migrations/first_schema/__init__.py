"""The tables of revision 0001, one module for each part of the schema. Released: they do not change any more."""
