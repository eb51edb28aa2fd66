"""Looking after the ledger: is it whole and the right one, make it anew, let it forget what is old."""
