"""Tables: read, scanned, typed, computed with, and turned into numbers."""
