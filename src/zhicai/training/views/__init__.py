"""Pages of classes and lecturers."""
