"""What offices hear: visits and research, opinions and needs with answers, good-practice cases.

A city or county notes its visits to innovation entities with findings and follow-ups; an enterprise
(signed in, or on the public page) sends an opinion or need, its city answers or passes it on, and a
summary groups them by topic beside the courses that answer them, which apps above register; a city
submits a good-practice case, the province selects and publishes it. Serves HB-4.5.b, c, g.
"""
