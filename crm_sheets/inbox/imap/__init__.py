"""A mailbox that is read by IMAP: what came in, and evidence that a mail went out. Nothing in it is ever changed."""
