"""What the attacks share: databases to attack, a centre to fill them with, acts released at once, checks, tables of results."""
