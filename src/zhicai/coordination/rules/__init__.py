"""Pure rules of coordination: targets against their minimum, problems, indicators."""
