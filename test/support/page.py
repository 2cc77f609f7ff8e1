"""Opens a page of a report in a headless browser, and reads what is seen there.

Boxes and counts are compared, not pixels: those differ from font to font."""

import html
import json
import re
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np

DESK, PHONE = (1280, 900), (390, 844)


class Browser:
    """`script` is put behind a page and leaves what it has measured on the root element."""

    def __init__(self, program, profile, script):
        self.program, self.profile, self.script = program, profile, Path(script)

    def open(self, page, size, *options):
        done = subprocess.run(
            [self.program, "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--virtual-time-budget=10000", f"--user-data-dir={self.profile}",
             f"--window-size={size[0]},{size[1]}", *options, page.as_uri()],
            capture_output=True, text=True, timeout=120, check=True)
        return done.stdout

    def measure(self, page, size, *options):
        """What the script says of the page; any error in the page is one here."""
        copy = page.with_suffix(".measured.html")
        copy.write_text(page.read_text() + "<script>" + self.script.read_text() + "</script>")
        root = re.search(r"<html[^>]*>", self.open(copy, size, "--dump-dom", *options)).group(0)
        said = {name: html.unescape(text) for name, text in re.findall(r'data-(\w+)="([^"]*)"', root)}
        assert said["errors"] == "", f"{page.name}: {said['errors']}"
        assert said.get("ready") == "yes", f"{page.name} has not drawn itself"
        return json.loads(said["measure"])

    def breaks(self, page, text, other):
        """The page with `other` instead of `text` has an error that is noticed."""
        broken = page.with_name("broken.html")
        broken.write_text(page.read_text().replace(text, other))
        try:
            self.measure(broken, DESK)
        except AssertionError as error:
            assert other.rstrip("();") in str(error), error
            return
        raise SystemExit("an error in the page went unnoticed")


def pixels(path):
    """Rows of a PNG of 8 bits per channel."""
    raw, at, packed = path.read_bytes(), 8, b""
    while at < len(raw):
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        body = raw[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and colour in (2, 6), (depth, colour)
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    step = {2: 3, 6: 4}[colour]
    lines = np.frombuffer(zlib.decompress(packed), "u1").reshape(height, width * step + 1)
    above = np.zeros(width * step, "u1")
    for line in lines:
        kind, now = line[0], line[1:].copy()
        if kind == 1:  # each pixel adds the one to its left
            now = np.add.accumulate(now.reshape(width, step), axis=0, dtype="u1").ravel()
        elif kind == 2:
            now += above
        elif kind >= 3:
            row, up = now.tolist(), above.tolist()
            for i in range(len(row)):
                left = row[i - step] if i >= step else 0
                corner = up[i - step] if i >= step else 0
                if kind == 3:
                    guess = (left + up[i]) // 2
                else:
                    sides = [(abs(up[i] - corner), left), (abs(left - corner), up[i]),
                             (abs(left + up[i] - 2 * corner), corner)]
                    guess = min(sides, key=lambda side: side[0])[1]
                row[i] = (row[i] + guess) & 255
            now = np.array(row, "u1")
        above = now
        yield now.reshape(width, step)[:, :3]
