"""The commands of the register, one file each."""
