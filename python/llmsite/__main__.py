"""`python -m llmsite`."""

from llmsite.cli.main import main

main()
