"""The adapter for Google Sheets: one metadata read, one batch read and one atomic batch write a job (law 9)."""
