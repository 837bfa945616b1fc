"""Points, categories and grades of specialists: rule sets, the ledger, histories (HB-2.4.1)."""
