"""The command line: one module a command under `commands`, loaded when it is called."""
