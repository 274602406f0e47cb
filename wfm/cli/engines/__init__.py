"""Commands from file to file, without a database."""
