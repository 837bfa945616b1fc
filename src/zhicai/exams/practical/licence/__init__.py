"""A declaration of open licence with planted defects: found, named by their kind, corrected."""
