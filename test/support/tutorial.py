"""Follows a tutorial: runs its commands, makes its files, compares its outputs.

A fenced block of a tutorial is one of
  ```console        `$ command` lines (a backslash continues one), each followed
                    by its output; a line `...` stands for any lines
  ```lang NAME      the text of a file that the reader makes where he is
  ```diff           a change that one of the commands applies
  ```lang           a part of one of the `sources`, word by word, in order
All commands run in one shell, so `cd` and `export` hold. A command succeeds
unless its output speaks of an error.
"""

import re
import subprocess

MARK = "@@tutorial@@"


def blocks(text):
    """(line number, words after the fence, text) of every fenced block."""
    found = re.finditer(r"^```(.*)\n((?:.*\n)*?)```$", text, re.M)
    for match in found:
        line = text.count("\n", 0, match.start()) + 2
        yield line, match.group(1).split(), match.group(2)


def commands(text):
    """(command, expected output lines) of a console block."""
    result, lines = [], text.splitlines()
    while lines:
        line = lines.pop(0)
        if not line.startswith("$ "):
            assert result, f"output without a command: {line}"
            result[-1][1].append(line)
            continue
        command = line[2:]
        while command.endswith("\\"):
            command += "\n" + lines.pop(0)
        result.append((command, []))
    return result


def matches(expected, got):
    """Whether the lines agree; `...` stands for any number of them."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + "\n"
                      for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in got))


def check_quotes(name, text, sources):
    """Every quoted block is a part of a source, in order."""
    problems, quoted = [], 0
    places = {path: 0 for path in sources}
    for line, words, body in blocks(text):
        if words in (["console"], ["diff"]) or len(words) != 1:
            continue
        quoted += 1
        for path, place in places.items():
            at = path.read_text().find(body, place)
            if at >= 0:
                places[path] = at + len(body)
                break
        else:
            problems.append(f"{name}:{line}: this block is not in "
                            + ", ".join(p.name for p in sources) + ", or not in this order")
    return quoted, problems


def follow(path, cwd, environment, places, sources=(), timeout=300):
    """Returns the problems. `places` maps paths in the text to those here."""
    def here(text):
        for there, real in places.items():
            text = text.replace(there, str(real))
        return text

    def there(text):
        for name, real in places.items():
            text = text.replace(str(real), name)
        return text

    text = path.read_text()
    quoted, problems = check_quotes(path.name, text, sources)
    assert quoted or not sources, "nothing quoted"
    script, steps = ["exec 2>&1"], []
    for line, words, body in blocks(text):
        if words == ["console"]:
            for command, expected in commands(body):
                steps.append((line, command, expected))
                script += [here(command), f"printf '\\n%s %s\\n' {MARK} $?"]
        elif len(words) == 2:
            assert "EOF-FILE" not in body
            script += [f"cat > {words[1]} <<'EOF-FILE'", body + "EOF-FILE"]
    run = subprocess.run(["bash"], input="\n".join(script) + "\n", cwd=cwd, env=environment,
                         stdout=subprocess.PIPE, text=True, timeout=timeout)
    parts = re.split(rf"\n{MARK} (\d+)\n", there(run.stdout))
    for index, (line, command, expected) in enumerate(steps):
        if 2 * index + 1 >= len(parts):
            problems.append(f"{path.name}:{line}: $ {command}\nwas never reached")
            break
        got, code = parts[2 * index].splitlines(), parts[2 * index + 1]
        fails = any("error" in text for text in expected)
        if not matches(expected, got) or (code != "0") != fails:
            problems.append(f"{path.name}:{line}: $ {command}\nexit code {code}, printed\n"
                            + "\n".join(got))
    print(f"{path.name}: {len(steps)} commands, {quoted} quotations, {len(problems)} problems")
    return problems
