"""`sds new`: scaffolds that pass their own test at once."""
