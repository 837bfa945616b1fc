"""What a visit, an opinion and a case must say; what is too much from one address."""
