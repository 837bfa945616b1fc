"""What the public is told: news and stories with review, publicity actions by channel, lists with
an objection period, scores of awareness. Serves HB-4.4.a, d, e, f, g.

An item is published by somebody other than its author; figures in it are counted by the same
metrics as the cockpit, at the moment of reading.
"""
