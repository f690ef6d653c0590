import { expect, it } from "vitest";
import { methodDoc } from "../../../src/emit/surface/method-docs.js";
import type { SurfaceMethod } from "../../../src/surface/surface.js";

const launch: SurfaceMethod = {
  on: "Codex",
  name: "launch",
  doc: "Launches.",
  example: ["await codex.launch();"],
  request: "rocket/launch",
  call: "request",
  approval: { kind: "none" },
  method: {
    method: "rocket/launch",
    doc: undefined,
    params: { kind: "none" },
    result: { kind: "unknown" },
    pointer: "",
    experimental: false,
  },
  answer: undefined,
  fields: [],
  settings: [],
  arguments: [],
  young: [],
};

it("a method says what it does, hands back and throws, and how it is called", () => {
  expect(methodDoc({ ...launch, returns: "Where it went." })?.split("\n")).toEqual([
    "Launches.",
    "",
    "Protocol method `rocket/launch`.",
    "",
    "@returns Where it went.",
    "@throws UsageError for options that cannot be; RpcError if the server refuses; RequestTimeoutError; ConnectionClosedError; `signal.reason` on an abort.",
    "@example",
    "```ts",
    "await codex.launch();",
    "```",
  ]);
});

it.each<[name: string, row: Partial<SurfaceMethod>, says: string]>([
  [
    "a mode",
    { approval: { kind: "mode", whenOmitted: "nothing" } },
    "; ApprovalModeError for what is no mode",
  ],
  ["a sandbox", { sandbox: "sandbox" }, "; ApprovalModeNotAppliedError where what was asked does not hold;"],
  ["a turn to its end", { call: "run-turn" }, "; TurnFailedError if the turn fails;"],
  [
    "a method that is younger than the oldest runtime",
    { method: { ...launch.method, age: { stable: { version: "0.140.0", exact: true } } } },
    "; UnsupportedByRuntimeError if the runtime is too old;",
  ],
  ["a turn that it starts", { call: "start-turn" }, "; NotLoggedInError where the runtime lacks the login"],
  [
    "a thread that it names",
    { positional: { id: "threadId" } },
    "; ThreadNotFoundError where there is no such",
  ],
  [
    "the thread of its handle",
    { bound: ["threadId"] },
    "; ThreadNotFoundError where there is no such thread;",
  ],
  ["a command", { call: "command" }, "@returns Nothing, once the runtime has done it."],
])("what it throws and hands back follows from what it takes and does: %s", (_name, row, says) => {
  expect(methodDoc({ ...launch, ...row })).toContain(says);
  expect(methodDoc(launch)).not.toContain(says);
});

it("a way to call it says what is its own, with an example of its own", () => {
  const text = methodDoc(launch, {
    more: "With a crew.",
    throws: ["CrewError"],
    example: ["await codex.launch(crew);"],
  });
  expect(text).toContain("Launches.\n\nWith a crew.\n\nProtocol");
  expect(text).toContain("@throws CrewError; UsageError");
  expect(text).toContain("await codex.launch(crew);");
  expect(text).not.toContain("await codex.launch();");
});
