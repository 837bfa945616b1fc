"""The rules of money: amounts, sources, ceilings, what nobody may be charged."""
