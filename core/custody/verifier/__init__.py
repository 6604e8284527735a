"""The parts of verify.py; LEDGER.md is what they were written from."""
