"""Pastes a command into an interactive shell on a terminal of its own, types a line, and tells what the screen shows.

Arguments: the shell, with its own. Standard input: JSON with `command`, `typed` and `after`, a last command. Standard
output: JSON with `screen`.
"""

import json
import os
import pty
import select
import sys
import time

asked = json.load(sys.stdin)
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])

screen = b""


def until(mark, seconds):
    """Reads on until the screen shows the mark, or for so long."""
    global screen
    start, end = len(screen), time.monotonic() + seconds
    while time.monotonic() < end and mark not in screen[start:]:
        if not select.select([terminal], [], [], 0.05)[0]:
            continue
        try:
            screen += os.read(terminal, 65536)
        except OSError:
            return


until(b"ready$ ", 20)
os.write(terminal, asked["command"].encode() + b"\n")
# At the beginning of a line: the command, which the terminal shows too, has these words in it.
until(b"\nValue: ", 20)
os.write(terminal, asked["typed"].encode())
until(b"ready$ ", 60)
os.write(terminal, asked["after"].encode() + b"\n")
until(b"ready$ ", 20)
os.write(terminal, b"exit\n")
until(b"nothing", 1)
json.dump({"screen": screen.decode("utf-8", "replace")}, sys.stdout)
