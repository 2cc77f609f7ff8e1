# RUN: %python %s
"""Every rule proves, each time it runs, that it fails when it is broken."""

import re

from lint import breaks, files, name, report

breaks("test/lint/a.py: nothing shows that it can fail",
       {"test/lint/a.py": "# RU" "N: %python %s\n", "test/lint/b.py": "breaks(1)\n"})
breaks("test/lint/a.py: nothing shows that it can fail",
       {"test/lint/a.py": "# RU" "N: %python %s\nfrom lint import breaks\n"})
breaks("test/lint/a.test: nothing shows that it can fail",
       {"test/lint/a.test": "RU" "N: aic-opt\n"})

problems = []
rules = files(".py", ".test", under="test/lint")
for path in rules:
    # By its table of broken trees, or by runs that must fail.
    if not re.search(r"^\s*breaks\(|RU" r"N: not ", path.read_text(), re.M):
        problems.append(f"{name(path)}: nothing shows that it can fail")
report(problems, len(rules), "rules")
