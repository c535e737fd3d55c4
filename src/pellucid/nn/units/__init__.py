"""Dense layers, embeddings, dropout, shapes."""
