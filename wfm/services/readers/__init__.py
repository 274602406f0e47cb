"""Readers: the files planners have, turned into columns, instants and figures with every fault named by line."""
