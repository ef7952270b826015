"""`python -m pipeline.cli` is the `factgrade` program."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
