"""Writes: accounts, entries, holds, periods, the spending order, budgets."""
