"""The command line: a folder for each group of commands, a file for each command."""
