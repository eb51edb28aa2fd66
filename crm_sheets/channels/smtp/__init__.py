"""E-mail over SMTP: several connections, one round trip a mail, and an exact account of what was taken."""

from crm_sheets.channels.smtp.channel import MailChannel, sender_of

__all__ = ["MailChannel", "sender_of"]
