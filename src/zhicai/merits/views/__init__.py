"""Pages of points, grades and categories."""
