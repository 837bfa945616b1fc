"""The facts per trainee and what follows from them: preparatory completion, the right to one
make-up, the decision; coverage of enterprises by trained people.
"""
