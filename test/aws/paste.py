"""Types and pastes into an interactive shell on a terminal of its own, and tells what the screen shows.

Arguments: the shell, with its own. Standard input: JSON with `steps`, each a text, and what the screen shows after it
before the next, or the seconds until then. Standard output: JSON with `screen`.
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
for text, mark in asked["steps"]:
    rest = text.encode()
    # A terminal takes what is pasted piece by piece.
    while rest:
        rest = rest[os.write(terminal, rest[:1024]) :]
    if isinstance(mark, str):
        until(mark.encode(), 60)
    else:
        time.sleep(mark)
os.write(terminal, b"exit\n")
until(b"nothing", 1)
json.dump({"screen": screen.decode("utf-8", "replace")}, sys.stdout)
