"""Pure rules of examinations: items, marking, shuffling, clock, blueprints."""
