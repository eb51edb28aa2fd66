"""What a mail says, from its bytes alone: an answer, a delivery report, or nothing of ours. No network, no clock."""
