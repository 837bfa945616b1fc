"""Who takes part: registration by phone, by county, enterprise and roster; eligibility explained
before applying (HB-1.e, HB-2.2.c, HB-2.2.d); seats and the waiting list; rosters in and out.
"""
