"""The trained model: it answers, explains itself, knows how sure it is, is saved and loaded."""
