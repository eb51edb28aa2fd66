"""When jobs are due, and the lines and units by which a machine starts them; pure."""
