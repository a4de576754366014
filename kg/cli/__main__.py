"""``python -m kg.cli``: the command line without its entry point."""

from kg.cli import main

main()
