"""The words of the field as frozen data and pure rules: standard library and numpy only, no input or output."""
