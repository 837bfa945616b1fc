"""What ``./dev bench`` measures, a module a benchmark."""
