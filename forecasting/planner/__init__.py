"""What planners add: layers, what-ifs, today's contacts, a queue to borrow from, sums by day."""
