// What the page shows of a request: plain data, in which all that others wrote is text.
import { existsSync } from "node:fs";
import { parsePatch, structuredPatch } from "diff";
import type {
  ApprovalDecision,
  ApprovalRequest,
  FileUpdateChange,
  PendingApproval,
} from "@codex-typed/client";

/** All that the page shows. */
export interface ConsoleView {
  readonly pending: readonly PendingView[];
  readonly trail: readonly TrailRow[];
  /** Why nothing can be decided now. */
  readonly trouble?: string;
  /** There where the agents work on other machines. */
  readonly fleet?: FleetView;
}

/** What is shown beside the requests of a fleet. */
export interface FleetView {
  /** Whose link it is. */
  readonly person: string;
  readonly counts: readonly { readonly label: string; readonly count: number }[];
  /** The newest first. */
  readonly setAside: readonly SetAsideView[];
}

/** A job that is not tried again until a person has looked at it. */
export interface SetAsideView {
  readonly jobId: string;
  readonly task: string;
  readonly reason: string;
  readonly atMs: number;
}

export interface PendingView {
  readonly approvalId: string;
  /** The task of the thread that asks. */
  readonly from: string;
  /** Where it is worked on, if not here. */
  readonly where?: string;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly files: readonly FileView[];
  readonly questions: readonly QuestionView[];
  /** There where the answer is a JSON object of this shape. */
  readonly form?: string;
  readonly choices: readonly Choice[];
  /** When it is declined, if nobody decides: milliseconds since the Unix epoch. */
  readonly declinedAtMs: number;
}

export interface TrailRow {
  readonly approvalId: string;
  readonly title: string;
  /** What came of it, in words. */
  readonly outcome: string;
  readonly allowed: boolean;
  readonly atMs: number;
}

interface Fact {
  readonly label: string;
  readonly text: string;
  /** Whether it is read letter by letter. */
  readonly code: boolean;
}

interface FileView {
  readonly path: string;
  readonly kind: string;
  readonly lines: readonly string[];
}

interface QuestionView {
  readonly id: string;
  readonly text: string;
  readonly secret: boolean;
  /** Without any, the answer is free text. */
  readonly options: readonly { readonly label: string; readonly description: string }[];
  readonly freeText: boolean;
}

interface Choice {
  readonly label: string;
  readonly decision: ApprovalDecision;
  readonly allows: boolean;
}

const LABELS: Readonly<Record<string, string>> = {
  accept: "Allow once",
  acceptForSession: "Allow for this session",
  decline: "Decline",
  cancel: "Decline and stop the turn",
};

export function viewOf(
  { approvalId, request, availableDecisions, askedAtMs }: PendingApproval,
  { names, patienceMs }: { readonly names: ReadonlyMap<string, string>; readonly patienceMs: number },
): PendingView {
  return {
    approvalId,
    from: visible(names.get(request.threadId) ?? request.threadId),
    title: titleOf(request),
    facts: factsOf(request).flatMap(([label, value, code = false]) =>
      value == null || value === "" ? [] : [{ label, text: visible(textOf(value)), code }],
    ),
    files: request.kind === "fileChange" ? request.changes.map(fileOf) : [],
    questions: request.kind === "userInput" ? request.questions.map(questionOf) : [],
    ...(request.kind === "mcpElicitation" && "requestedSchema" in request
      ? { form: visible(textOf(request.requestedSchema)) }
      : {}),
    choices: choicesOf(request, availableDecisions),
    declinedAtMs: askedAtMs + patienceMs,
  };
}

export function titleOf(request: ApprovalRequest): string {
  switch (request.kind) {
    case "command":
      return request.subject === "command" ? "Run a command" : "Type into a command that runs";
    case "humanCommand":
      return "Run a command that a person typed";
    case "fileChange":
      return request.changes.length === 1 ? "Change a file" : `Change ${request.changes.length} files`;
    case "permissions":
      return "Have more permissions";
    case "mcpToolCall":
      return visible(`Call ${request.tool ?? "a tool"} of ${request.serverName}`);
    case "mcpElicitation":
      return visible(`Answer the server ${request.serverName}`);
    case "userInput":
      return "Answer the agent";
  }
}

/** The title, and what it is about where that is short to say. */
export function summaryOf(request: ApprovalRequest): string {
  const subject =
    request.kind === "fileChange"
      ? request.changes.map(({ path }) => path).join(", ")
      : "command" in request
        ? request.command
        : undefined;
  return subject ? `${titleOf(request)}: ${visible(subject)}` : titleOf(request);
}

function factsOf(
  request: ApprovalRequest,
): readonly (readonly [label: string, value: unknown, code?: boolean])[] {
  switch (request.kind) {
    case "command":
    case "humanCommand":
      return [
        ["Command", request.command, true],
        ["In", request.cwd, true],
        ["Reason", request.reason],
        ["Network", request.networkApprovalContext, true],
        ["Permissions", request.additionalPermissions, true],
      ];
    case "fileChange":
      return [
        ["Reason", request.reason],
        ["For the session", request.grantRoot, true],
      ];
    case "permissions":
      return [
        ["Permissions", request.permissions, true],
        ["In", request.cwd, true],
        ["Reason", request.reason],
      ];
    case "mcpToolCall":
      return [
        ["Arguments", request.arguments, true],
        ["It says", request.toolDescription],
        ["Message", request.message],
      ];
    case "mcpElicitation":
      return "url" in request
        ? [
            ["Message", request.message],
            ["Page", request.url, true],
          ]
        : [["Message", "message" in request ? request.message : request.description]];
    case "userInput":
      return [];
  }
}

function questionOf({ id, header, question, isSecret, isOther, options }: UserInputQuestion): QuestionView {
  return {
    id,
    text: visible(`${header}: ${question}`),
    secret: isSecret === true,
    // A label is sent back as it is.
    options: (options ?? []).map(({ label, description }) => ({ label, description: visible(description) })),
    freeText: isOther === true || (options ?? []).length === 0,
  };
}

type UserInputQuestion = Extract<ApprovalRequest, { kind: "userInput" }>["questions"][number];

/** What the runtime lists and this page can say. A no is always among it. */
function choicesOf(request: ApprovalRequest, available: readonly ApprovalDecision[]): readonly Choice[] {
  const names = available.flatMap((decision) => (typeof decision === "string" ? [decision] : []));
  const asked = names.includes("decline") ? names : [...names, "decline" as const];
  const order = Object.keys(LABELS);
  const choices = asked
    .filter((name) => order.includes(name))
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((name) => ({ label: LABELS[name] ?? name, decision: name, allows: name.startsWith("accept") }));
  if (request.kind !== "mcpElicitation" || !("url" in request)) return choices;
  return [
    { label: "Done", decision: { action: "accept", content: null, _meta: null }, allows: true },
    ...choices,
  ];
}

function fileOf({ path, kind, diff }: FileUpdateChange): FileView {
  const moved = kind.type === "update" && kind.move_path != null ? ` → ${kind.move_path}` : "";
  return {
    path: visible(path + moved),
    kind: labelOf(path, kind),
    lines: hunksOf(kind.type, diff).flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.map(visible),
    ]),
  };
}

/** The runtime says `add` also of a file that is there, and moves one onto another: what is lost it does not tell. */
function labelOf(path: string, kind: FileUpdateChange["kind"]): string {
  if (kind.type === "delete") return "deleted";
  const target = kind.type === "add" ? path : kind.move_path;
  if (target == null) return "changed";
  return `${kind.type === "add" ? "new" : "moved"}${existsSync(target) ? ", replaces a file that is there" : ""}`;
}

/** Of a new or deleted file the runtime tells the text, of a changed one what differs. */
function hunksOf(kind: FileUpdateChange["kind"]["type"], diff: string) {
  if (kind === "update") return parsePatch(diff).flatMap(({ hunks }) => hunks);
  const [before, after] = kind === "add" ? ["", diff] : [diff, ""];
  return structuredPatch("", "", before, after).hunks;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Letters that are not seen, or turn others around, so that a command looks like another one, are named. */
export function visible(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
