"""What Pellucid is timed beside: one folder for each library."""
