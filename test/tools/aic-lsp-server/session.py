# RUN: %python %s
"""A session with the language server, as an editor holds it."""

import json
import subprocess

URI = "file:///editor/model.mlir"
GOOD = """\
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = graph.unary relu %x : tensor<4xf32>
  %1 = graph.softmax %0 along 0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}
npu.target @edge4
npu.program @p target(@edge4) outs(%y: memref<8x8xi8, #npu.space<dram>>) {
  %2 = npu.ring : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  npu.loop %i = 8 {
    %3 = npu.acquire %2 : !npu.ring<memref<4x4xi8, #npu.space<spad>>, 2>
  }
}
func.func @host(%x: tensor<8x8xi8>) -> tensor<8x8xi8> {
  %4 = npu.launch @p outs(%x : tensor<8x8xi8>) -> tensor<8x8xi8>
  return %4 : tensor<8x8xi8>
}
"""


class Editor:
    def __init__(self):
        self.server = subprocess.Popen(["aic-lsp-server"], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.number = 0
        self.version = 0

    def write(self, data):
        self.server.stdin.write(data)
        self.server.stdin.flush()

    def tell(self, method, parameters, **more):
        body = json.dumps({"jsonrpc": "2.0", "method": method,
                           "params": parameters, **more}).encode()
        self.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def hear(self):
        length = 0
        while line := self.server.stdout.readline().strip():
            length = int(line.removeprefix(b"Content-Length:"))
        assert length, "the server ended"
        return json.loads(self.server.stdout.read(length))

    def ask(self, method, parameters):
        self.number += 1
        self.tell(method, parameters, id=self.number)
        answer = self.hear()
        assert answer["id"] == self.number, answer
        return answer["result"]

    def show(self, text):
        """Opens or changes the document; returns what the server says of it."""
        self.text = text
        self.version += 1
        document = {"uri": URI, "languageId": "mlir", "version": self.version}
        if self.version == 1:
            self.tell("textDocument/didOpen", {"textDocument": {**document, "text": text}})
        else:
            self.tell("textDocument/didChange", {"textDocument": document,
                                                 "contentChanges": [{"text": text}]})
        said = self.hear()
        assert said["method"] == "textDocument/publishDiagnostics", said
        return said["params"]["diagnostics"]

    def place(self, words, inside=""):
        """Where `inside` begins in the line that has `words`."""
        for number, line in enumerate(self.text.splitlines()):
            if words in line:
                return {"line": number,
                        "character": line.index(words) + words.index(inside)}
        raise AssertionError(words)

    def at(self, method, words, inside):
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": URI},
                                                   "position": self.place(words, inside)})


def range_of(editor, words, inside, length):
    start = editor.place(words, inside)
    return {"start": start, "end": {**start, "character": start["character"] + length}}


editor = Editor()
started = editor.ask("initialize", {"processId": None, "rootUri": None,
                                    "capabilities": {}})
for provider in ("hoverProvider", "definitionProvider", "completionProvider"):
    assert started["capabilities"][provider], started
editor.tell("initialized", {})

# A good file has no diagnostics.
assert editor.show(GOOD) == []

# Hover over operations of both dialects shows them in generic form.
shown = editor.at("hover", "%0 = graph.unary relu", "unary")["contents"]["value"]
assert '"graph.unary"(%arg0) {kind = "relu"}' in shown, shown
shown = editor.at("hover", "%3 = npu.acquire", "npu.acquire")["contents"]["value"]
assert '"npu.acquire"' in shown and '#npu.space<' in shown, shown

# The definition of a value, of a block argument of our syntax, and of symbols.
for words, inside, target, name in (
        ("graph.softmax %0", "%0", "%0 = graph.unary", "%0"),
        ("npu.acquire %2", "%2", "%2 = npu.ring", "%2"),
        ("target(@edge4)", "@edge4", "npu.target @edge4", "npu.target"),
        ("npu.launch @p", "@p", "npu.program @p", "npu.program")):
    found = editor.at("definition", words, inside)
    wanted = range_of(editor, target, name, len(name))
    assert [each["range"] for each in found] == [wanted], (words, found)

# References of a value: its definition and its use.
found = editor.ask("textDocument/references",
                   {"textDocument": {"uri": URI}, "context": {"includeDeclaration": True},
                    "position": editor.place("%2 = npu.ring", "%2")})
lines = sorted(each["range"]["start"]["line"] for each in found)
assert lines == [editor.place(w)["line"] for w in ("%2 = npu.ring", "npu.acquire %2")], found

# The outline has our symbols.
symbols = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
assert [each["name"] for each in symbols] == ["f", "edge4", "p", "host"], symbols

# A verifier of ours speaks at the operation.
(problem,) = editor.show(GOOD.replace("along 0", "along 3"))
assert problem["message"] == \
    "'graph.softmax' op axis 3 is not within 'tensor<4xf32>'", problem
assert problem["range"] == range_of(editor, "%1 = graph.softmax", "graph", 13), problem
assert problem["severity"] == 1, problem

# So does the parser of our syntax, at the word.
(problem,) = editor.show(GOOD.replace("along 0", "across 0"))
assert problem["message"] == "custom op 'graph.softmax' expected 'along'", problem
assert problem["range"]["start"] == editor.place("across"), problem

# Repaired, the file is good again.
assert editor.show(GOOD) == []

# Completion knows our operations.
editor.show(GOOD.replace("  return %1", "  %9 = graph.\n  return %1"))
place = editor.place("%9 = graph.", "%9")
place["character"] += len("%9 = graph.")
offered = editor.ask("textDocument/completion",
                     {"textDocument": {"uri": URI}, "position": place,
                      "context": {"triggerKind": 1}})["items"]
assert {"softmax", "conv"} <= {each["label"] for each in offered}, offered

# A file that is being typed is mostly wrong; the server outlives all of it.
for end in range(0, len(GOOD), 5):
    editor.show(GOOD[:end])
    place = {"line": GOOD.count("\n", 0, end),
             "character": end - GOOD.rfind("\n", 0, end) - 1}
    editor.ask("textDocument/completion", {"textDocument": {"uri": URI}, "position": place,
                                           "context": {"triggerKind": 1}})
assert editor.show(GOOD) == []

assert editor.ask("shutdown", None) is None
editor.tell("exit", None)
assert editor.server.wait(timeout=20) == 0

# Garbage ends the session or is passed over; it does not crash the server.
for garbage in (b"hello\r\n\r\n", b"Content-Length: 5\r\n\r\n{{{{{",
                b"Content-Length: 999999999999999999999\r\n\r\n{}",
                b"Content-Length: 60\r\n\r\n{}", b"\xff\x00" * 100, b"",
                b'Content-Length: 2\r\n\r\n[]',
                b'Content-Length: 40\r\n\r\n{"jsonrpc":"2.0","method":7,"params":[]}'):
    editor = Editor()
    editor.write(garbage)
    editor.server.stdin.close()
    code = editor.server.wait(timeout=20)
    assert code in (0, 1), (garbage, code)
