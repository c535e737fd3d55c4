"""Pictures, texts, sounds, films and series, from files and from packages."""
