"""The desk: what comes in from customers is understood, given to somebody, and answered in time (catalogue D4, "
"D5)."""
