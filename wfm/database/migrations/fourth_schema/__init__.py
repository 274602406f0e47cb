"""Changes of revision 0004: one published timeline, made of pieces."""
