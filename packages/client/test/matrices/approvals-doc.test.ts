import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

import type { ApprovalMode, Sandbox } from "../../src/index.js";
import { observe, type Row } from "../runtime/docs/approvals-table.js";
import { markdownTable, withRegion } from "../runtime/docs/markdown.js";
import { otherDecidersTable } from "../runtime/docs/other-deciders.js";

const path = fileURLToPath(new URL("../../../../docs/approvals.md", import.meta.url));

const modes: { asked: ApprovalMode | undefined; had: ApprovalMode }[] = [
  { asked: undefined, had: "deny_all" },
  { asked: "auto_review", had: "deny_all" },
  { asked: "deny_all", had: "ask" },
  { asked: "ask", had: "deny_all" },
];
const sandboxes: { asked: Sandbox | undefined; had: Sandbox }[] = [
  { asked: undefined, had: "workspace_write" },
  { asked: "read_only", had: "workspace_write" },
  { asked: "workspace_write", had: "read_only" },
  { asked: "full_access", had: "workspace_write" },
];

interface Columns {
  readonly option: "approvalMode" | "sandbox";
  readonly sent: readonly string[];
  readonly inForce: readonly string[];
}

function table(rows: readonly Row[], { option, sent, inForce }: Columns): string {
  const pick = (fields: Readonly<Record<string, unknown>>, names: readonly string[]): string[] =>
    names.flatMap((name) => (typeof fields[name] === "string" && fields[name] !== "" ? [fields[name]] : []));
  const said = (fields: Readonly<Record<string, string>>): string =>
    code(
      sent.flatMap((name) => (fields[name] === undefined ? [] : [`${name}: ${fields[name]}`])).join(", "),
      "nothing",
    );
  const inTurn = (row: Row): string => code(pick(row.ranUnder, inForce).join(", "), "");
  return markdownTable(
    [
      "operation",
      "thread had",
      "asked",
      "sent",
      "then in force",
      "sent with the next run",
      "which runs under",
    ],
    rows.map((row) => [
      row.operation,
      row.had === undefined ? "–" : code(row.had[option] ?? "", "–"),
      code(row.asked[option] ?? "", "–"),
      said(row.sent),
      code(pick({ ...row.inForce }, inForce).join(", "), ""),
      said(row.sentNext),
      inTurn(row),
    ]),
  );
}

const code = (text: string, otherwise: string): string => (text === "" ? otherwise : `\`${text}\``);

// Rewrite the document with `npm run docs:approvals`.
it(
  "docs/approvals.md says what every mode and sandbox sends, what then holds, and what else decides",
  { timeout: 480_000 },
  async () => {
    const byMode = await observe(
      modes.map(({ asked, had }) => ({ asked: { approvalMode: asked }, had: { approvalMode: had } })),
    );
    const bySandbox = await observe(
      sandboxes.map(({ asked, had }) => ({
        asked: { sandbox: asked },
        had: { approvalMode: "deny_all", sandbox: had },
      })),
    );
    const document = await readFile(path, "utf8");
    const modeTable = table(byMode, {
      option: "approvalMode",
      sent: ["approvalPolicy", "approvalsReviewer"],
      inForce: ["policy", "reviewer"],
    });
    const sandboxTable = table(bySandbox, {
      option: "sandbox",
      sent: ["sandbox", "sandboxPolicy"],
      inForce: ["sandbox"],
    });
    const tables = {
      others: await otherDecidersTable(document),
      modes: modeTable,
      sandboxes: sandboxTable,
    };
    const fresh = Object.entries(tables).reduce(
      (text, [name, table]) => withRegion(text, name, table),
      document,
    );
    await expect(fresh).toMatchFileSnapshot(path);
  },
);
