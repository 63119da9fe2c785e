"""`python -m app` is the `mesonaut` command: how Mesonaut starts processes of itself."""

from app.command_line import main

if __name__ == "__main__":
    main()
