"""What a report is told of a model: held-out rows, rivals, refits, reasons, its anatomy."""
