"""A gateway for tests and demos that speaks WeChat Pay's, Alipay's and the card contract's real wire format.

It knows neither Django nor our database: requests must be signed, answers and notifications are, and it does on
command what providers do on bad days: tell twice, late, in another order, in another amount, or not at all.
"""
