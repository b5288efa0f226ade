"""Desks full of claims, made from a seed: `seed.seed(claims, …)` fills the database that Django is set up for."""
