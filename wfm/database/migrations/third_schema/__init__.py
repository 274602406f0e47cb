"""Changes of revision 0003: time and people as a centre lives them."""
