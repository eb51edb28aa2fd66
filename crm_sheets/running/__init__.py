"""What stands around a run: the wish to stop, the log for machines, health checks, the timetable's clock."""
