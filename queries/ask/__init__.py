"""Answer questions in plain English and Vietnamese by filled queries of the catalogue. No language model is asked.

The steps, each a module: `words` takes the question apart, `typos` mends it, `mentions` finds what it names (`numbers`,
`dates`, `people`, `documents`, `described`), `intents` weighs how it asks, `filling` puts values to the parameters,
`readings` chooses or abstains, `answer` runs the query.
"""
