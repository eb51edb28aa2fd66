"""Twilio: its connection, its lists of messages and what its error codes mean."""
