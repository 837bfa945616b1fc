"""Each role's first page: the one inbox 待我办理 of everything that waits for the office.

It knows no kind of thing itself: apps register what can wait in them (``accounts.waiting``), the
desk puts it in one order, by due date, and leads to the page where each is done. Who acts for
nobody else (a trainee, a lecturer) has a first page of cards, registered likewise
(``accounts.home_cards``). Serves HB-4.5.a.
"""
