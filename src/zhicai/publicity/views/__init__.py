"""The pages of publicity: items, actions, public lists, surveys, scores."""
