"""Pictures varied, read at places, resampled and prepared; features of patches."""
