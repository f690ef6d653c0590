import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";

import type { ApprovalDecision, ApprovalRequest, Sandbox } from "../../src/index.js";
import { applyPatch, message, startTestCodex } from "../../src/testing/index.js";
import { sharingAsked } from "../support/shared-codex.js";

const start = sharingAsked((onApproval) => startTestCodex({ model: "gpt-5.5", onApproval }));

let patches = 0;

it.each<[Sandbox, "workspace" | "outside", ApprovalDecision, { written: boolean }]>([
  ["workspace_write", "outside", "accept", { written: true }],
  ["workspace_write", "outside", "decline", { written: false }],
  ["read_only", "workspace", "accept", { written: true }],
  ["read_only", "workspace", "decline", { written: false }],
])(
  "in %s, a patch of a file in the folder %s is shown to the handler with paths and diff; %s",
  async (sandbox, folder, decision, { written }) => {
    const requests: ApprovalRequest[] = [];
    await using test = await start((request) => {
      requests.push(request);
      return decision;
    });
    const number = String(++patches);
    const added = join(test.home[folder], `added-${number}.txt`);
    const edited = join(test.home[folder], `edited-${number}.txt`);
    await writeFile(edited, "one\n");
    const patch = [
      "*** Begin Patch",
      `*** Add File: ${added}`,
      "+hello",
      `*** Update File: ${edited}`,
      "@@",
      "-one",
      "+two",
      "*** End Patch",
    ];
    test.model.enqueue(applyPatch(patch.join("\n")), message("Done"));
    const thread = await test.codex.startThread({ approvalMode: "ask", sandbox });
    const { status, items } = await thread.run("Patch it");

    expect(status).toBe("completed");
    expect(requests).toEqual([
      expect.objectContaining({
        kind: "fileChange",
        threadId: thread.id,
        changes: [
          { path: added, kind: { type: "add" }, diff: "hello\n" },
          { path: edited, kind: { type: "update", move_path: null }, diff: "@@ -1 +1 @@\n-one\n+two\n" },
        ],
      }),
    ]);
    expect(items.find((item) => item.type === "fileChange")?.status).toBe(written ? "completed" : "declined");
    expect(existsSync(added)).toBe(written);
    expect(await readFile(edited, "utf8")).toBe(written ? "two\n" : "one\n");
  },
);
