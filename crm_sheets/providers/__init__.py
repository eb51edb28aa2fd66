"""Connections to services that both send and receive; channels and inboxes use them."""
