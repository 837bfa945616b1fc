"""Pure rules of classes: steps, timetable, clashes, coverage, organisers, evaluation."""
