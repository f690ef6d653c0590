import { fileURLToPath } from "node:url";
import ts from "typescript-6";
import { expect, it } from "vitest";

const source = fileURLToPath(new URL("../../src/hovered.ts", import.meta.url));

/** Each line calls one overload; what stands between carets is hovered. */
const program = `import type { Codex, Thread } from "./index.js";
declare const codex: Codex;
declare const thread: Thread;
declare const perhaps: { type: "object" } | undefined;
void codex.^startThread^({ ^sandbox^: { mode: "workspace_write", ^writableRoots^: ["/b"] }, ^approvalMode^: "deny_all" });
void thread.^run^("Hi", { ^model^: "m", ^timeoutMs^: 1 });
void thread.^run^("Hi", { ^model^: "m", ^timeoutMs^: 1, ^outputSchema^: { type: "object" } });
void thread.^runStreamed^("Hi", { ^sandbox^: "read_only", ^outputSchema^: perhaps });
void thread.goal.^clear^({ ^signal^: undefined });
`;

/** The documentation that an editor shows, by line and name. */
function hovers(): readonly (readonly [string, string])[] {
  const pieces = program.split("^");
  const text = pieces.join("");
  const read = (file: string): string | undefined => (file === source ? text : ts.sys.readFile(file));
  const service = ts.createLanguageService({
    getScriptFileNames: () => [source],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const content = read(file);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => fileURLToPath(new URL("../..", import.meta.url)),
    getCompilationSettings: () => ({
      strict: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      types: ["node"],
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === source || ts.sys.fileExists(file),
    readFile: read,
  });
  return pieces.flatMap((name, index) => {
    if (index % 2 === 0) return [];
    const at = pieces.slice(0, index).join("").length;
    const info = service.getQuickInfoAtPosition(source, at);
    return [[name, ts.displayPartsToString(info?.documentation).split("\n")[0] ?? ""] as const];
  });
}

it("an editor shows the docs of every method and option, whichever overload is called", () => {
  const sandbox =
    "What commands may touch without an escalation: the name of a sandbox, or an object that says more.";
  const run =
    "Runs a turn to its end. What is not named stays as the thread has it; what is named holds for later turns too.";
  const model = "Override the model for this turn and subsequent turns.";
  const timeoutMs = "Instead of the connection's `requestTimeoutMs`. 0 or Infinity: none.";
  const outputSchema = "Optional JSON Schema used to constrain the final assistant message for this turn.";
  expect(hovers()).toEqual([
    ["startThread", "Starts a new thread."],
    ["sandbox", sandbox],
    ["writableRoots", "Absolute paths of further folders that commands may write below."],
    ["approvalMode", "Who decides about escalations. `auto_review` unless given."],
    ["run", run],
    ["model", model],
    ["timeoutMs", timeoutMs],
    ["run", run],
    ["model", model],
    ["timeoutMs", timeoutMs],
    ["outputSchema", outputSchema],
    ["runStreamed", expect.stringContaining("Starts a turn and hands back its handle")],
    ["sandbox", sandbox],
    ["outputSchema", outputSchema],
    ["clear", expect.stringContaining("Takes the goal away.")],
    [
      "signal",
      "Ends the call: it rejects with `signal.reason`. A call that still waits in the queue is then never sent.",
    ],
  ]);
}, 60_000);
