#!/usr/bin/env python3
"""terminal.py PATTERN COMMAND…: runs it on a terminal of its own and, once what
it shows there matches, presses ^C. Prints what was shown; ends with the
command's exit status, or 99 when nothing matched."""
import os
import pty
import re
import sys

pattern = re.compile(sys.argv[1].encode())
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])

shown = b""
matched = False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # how Linux says that nobody is left
        break
    if not piece:
        break
    shown += piece
    if not matched and pattern.search(shown):
        matched = True
        os.write(terminal, b"\x03")
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status) % 256 if matched else 99)
