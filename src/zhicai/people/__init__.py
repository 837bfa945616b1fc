"""Who a person is: identity, employers, consent by purpose, the rights of the person over the
own data.
"""
