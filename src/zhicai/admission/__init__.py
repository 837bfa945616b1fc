"""Who takes part: registration by phone, county, enterprise and roster, eligibility, the
waiting list, recommendation to the assessment track.
"""
