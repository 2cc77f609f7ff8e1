# RUN: rm -rf %t && mkdir %t && %python %s %t
"""What follows tutorials sees what is wrong with them."""

import os
import sys
from pathlib import Path

from tutorial import follow

work = Path(sys.argv[1])
(work / "source.c").write_text("int one;\nint two;\n")


def problems(text, sources=()):
    (work / "page.md").write_text(text)
    return "\n".join(follow(work / "page.md", work, dict(os.environ), {"/there": work},
                            [work / name for name in sources]))


def good(text, **rest):
    assert problems(text, **rest) == "", problems(text, **rest)


def bad(words, text, **rest):
    assert words in problems(text, **rest), (words, problems(text, **rest))


# Commands share a shell; files are made; places are translated both ways.
good("```text a.txt\nhello\n```\n```console\n$ cat a.txt\nhello\n$ cd /there && x=3\n"
     "$ echo $x\n3\n$ pwd\n/there\n```\n")
good("```console\n$ printf '1\\n2\\n3\\n'\n1\n...\n```\n")
good("```console\n$ echo a \\\n    b\na b\n```\n")
# Another output, more output, none, and an exit code that the text hides.
bad("printed\nb", "```console\n$ echo b\na\n```\n")
bad("printed\n1\n2", "```console\n$ printf '1\\n2\\n'\n1\n```\n")
bad("exit code 0", "```console\n$ true\na\n```\n")
bad("exit code 1", "```console\n$ false\n```\n")
good("```console\n$ echo 'error: no'; false\nerror: no\n```\n")
bad("exit code 0", "```console\n$ echo 'error: no'\nerror: no\n```\n")
bad("was never reached", "```console\n$ exit 0\n$ echo a\na\n```\n")
# Quotations are word by word and in order.
good("```c\nint one;\n```\n```c\nint two;\n```\n", sources=["source.c"])
bad("page.md:2: this block is not in source.c",
    "```c\nint three;\n```\n", sources=["source.c"])
bad("page.md:5: this block is not in source.c",
    "```c\nint two;\n```\n```c\nint one;\n```\n", sources=["source.c"])
