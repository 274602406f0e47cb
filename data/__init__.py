"""The demo centre Harbor & Pine: its fixed facts, and what a seed and a day make of it."""
