"""What the register tells: to the person it is about, and to those who look into a decision."""
