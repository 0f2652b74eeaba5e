"""What stands around a picture in a file. Read here, in plain Python, before any decoder sees a byte; pure."""
