"""Networks for tables and how they are trained: recipes, folds, pace, measures, progress."""
