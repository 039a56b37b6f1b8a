"""Build the browser assets with npm, where npm is there; pages must work without them."""

if __name__ == "__main__":
    pass
