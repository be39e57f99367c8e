"""One file a backend; the file's name is the backend's name."""
