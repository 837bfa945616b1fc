"""What the public is told: news and stories with review, publicity actions by channel, scores
of awareness, recognition and satisfaction, lists with an objection period.
"""
