"""What a table holds and what is asked of it: kinds of columns, target, task, words of caution."""
