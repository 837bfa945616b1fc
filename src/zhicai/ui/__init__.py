"""The window: frame with slots, components, static files; HTML is shown here and decided elsewhere.

Upper apps fill the frame by registering (:mod:`zhicai.ui.slots`), build pages from the includes
in ``templates/ui/components`` (each opens with the variables it takes; ``/ui/`` shows them all) and
put lists on the screen with :mod:`zhicai.ui.lists`. Serves no clause itself: it shows the clause of
every "no" (``decision.html``, ``clause.html``).
"""
