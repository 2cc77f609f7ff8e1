# RUN: %python %s
"""Programs, commands and flags that the documents show exist."""

import functools
import os
import re
import shutil
import subprocess

from lint import breaks, files, name, report

# A word of a document, and what is no word: "NAME", "FILE", "...".
PROGRAMS = ("aic", "aic-opt", "aic-sim", "aic-docgen", "aic-lsp-server", "mlir-opt-22")

breaks("a.md:1: there is no program aic-gone", {"a.md": "`aic-gone x`\n"})
breaks("a.md:3: there is no program aic-gone",
       {"a.md": "```\naic-sim x.npu\nbuild/bin/aic-gone x\n```\n"})
breaks("a.md:2: there is no command aic compil", {"a.md": "```\n$ aic compil x\n```\n"})
breaks("a.md:2: aic compile has no --tragets",
       {"a.md": "```sh\naic compile x --tragets=cpu  # --no-flag of a comment\n```\n"})
breaks("a.md:2: aic-opt has no --lower-to-npo",
       {"a.md": "```\ncat x | \\\n  aic-opt --lower-to-npo\n```\n"})
breaks("a.md:1: aic-sim has no --disassembly", {"a.md": "so `aic-sim --disassembly` is\n"})


@functools.lru_cache(None)
def help_of(*command):
    """The help, of MLIR's programs also what it hides."""
    hides = "opt" in command[0] or "lsp" in command[0]
    runs = [subprocess.run([*command, flag], capture_output=True, text=True)
            for flag in ("--help", "--help-hidden")[:1 + hides]]
    return "" if runs[0].returncode else "".join(run.stdout for run in runs)


@functools.lru_cache(None)
def flags_of(*command):
    return set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", help_of(*command)))


def check(command):
    """What is wrong with one command line, or None."""
    words = re.split(r"\s#", command)[0].removeprefix("$ ").split()
    while words and re.fullmatch(r"\w+=\S*|not|time|sudo", words[0]):
        words.pop(0)
    program = os.path.basename(words[0]) if words else ""
    if program not in PROGRAMS:
        if re.fullmatch(r"aic-[a-z-]+", program) and words[0] != "aic-":
            # In prose, passes have such names too.
            known = f"--{program}" in flags_of("aic-opt")
            return None if known or shutil.which(program) else f"there is no program {program}"
        return None
    called = [program]
    if program == "aic" and len(words) > 1 and re.fullmatch(r"[a-z]+", words[1]):
        called.append(words[1])
        if not help_of(*called):
            return f"there is no command aic {words[1]}"
    for word in words[1:]:
        flag = re.match(r"--[a-z][\w-]*", word)
        if flag and flag.group() not in flags_of(*called) | {"--help", "--version"}:
            if flag.group().replace("--", "-", 1) not in flags_of(*called):
                return f"{' '.join(called)} has no {flag.group()}"
    return None


def commands(text):
    """(line, command) in code blocks and in code inside of prose."""
    block, pending = False, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            block, pending = not block, ""
        elif not block:
            for code in re.findall(r"`([^`]+)`", line):
                yield number, code
        elif line.endswith("\\"):
            pending += line[:-1]
            start = number if pending == line[:-1] else start
        else:
            first = start if pending else number
            for part in re.split(r"\||&&|;", pending + line):
                yield first, part.strip()
            pending = ""


problems = []
checked = 0
for path in files(".md"):
    if name(path).startswith("docs/dialects/"):
        continue
    for number, command in commands(path.read_text()):
        if "aic" not in command and "mlir-opt-22" not in command:
            continue
        checked += 1
        problem = check(command)
        if problem:
            problems.append(f"{name(path)}:{number}: {problem}")
report(problems, checked, "commands")
