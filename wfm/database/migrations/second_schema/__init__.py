"""Changes of revision 0002: no lost update, and nobody inside who does not belong."""
