"""Readers: each asks its queries and returns frozen records of IRIs, literals and dates.

A record holds no words of an interface, no links and nothing of HTTP. What the IRIs in it are called is looked up once
for the whole record (`labels`); views of `web` and exporters of `queries.export` make what is seen.
"""
