"""The pure rules of reviews: criteria, facts and conditions, decisions, quotas, scores."""
