"""Every level of a compiled computation as text. Each is a function of the schedule alone."""
