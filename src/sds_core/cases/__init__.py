"""Cases: read strictly, held to agree with themselves, one or many at a time."""
