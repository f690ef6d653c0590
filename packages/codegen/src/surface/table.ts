import { type SurfaceRow } from "./surface.js";

const THREAD_FIELDS = [
  "cwd",
  "model",
  "modelProvider",
  "serviceTier",
  "config",
  "baseInstructions",
  "developerInstructions",
];

const THREAD_HANDLER = {
  onApproval: {
    type: "ThreadApprovalHandler<Mode>",
    imports: ["ThreadApprovalHandler"],
    doc: "Decides about this thread instead of the client's own `onApproval`, which a client must have to ask at all.",
  },
} as const satisfies SurfaceRow["clientOptions"];

const TURN_ROW = {
  on: "Thread",
  request: "turn/start",
  approval: { kind: "mode", whenOmitted: "nothing" },
  sandbox: "sandboxPolicy",
  bound: ["threadId"],
  positional: { input: "input" },
  options: ["cwd", "model", "effort", "summary", "serviceTier", "outputSchema"],
  schema: "outputSchema",
  laterOptions: ["serviceTierForTurn", "disabledPluginIds", "clientUserMessageId"],
  withheld: {
    personality: "deprecated by the runtime",
    toolOutput: "continues a tool call of another client; use rpc.turn.start",
    turnTrigger: "source classification for first-party clients",
    parentTurnId: "attribution between turns; use rpc.turn.start",
    rootTurnId: "attribution between turns; use rpc.turn.start",
  },
} as const satisfies Partial<SurfaceRow>;

/**
 * Requests that carry approval routing and have no high-level method on purpose, each with the reason. They are on `rpc`,
 * which knows nothing of approval modes.
 */
export const RAW_REQUESTS: Readonly<Record<string, string>> = {
  "thread/settings/update": "experimental; a turn's options say the same and hold as long",
  "turn/settings/update":
    "experimental; changes the reviewer of a turn that runs, which a handle must not do unseen",
};

/**
 * The high-level API: a row a method. A params field of the runtime reaches it only by being listed here, and a request
 * that carries approval routing only by a row with an approval rule.
 */
export const SURFACE_TABLE: readonly SurfaceRow[] = [
  {
    on: "Codex",
    name: "startThread",
    doc: "Starts a new thread.",
    request: "thread/start",
    call: "open-thread",
    approval: { kind: "mode", whenOmitted: "auto_review" },
    sandbox: "sandbox",
    options: [...THREAD_FIELDS, "ephemeral", "sessionStartSource"],
    clientOptions: THREAD_HANDLER,
    tools: "dynamicTools",
    withheld: {
      personality: "deprecated by the runtime",
      serviceName: "source classification for first-party clients",
      threadSource: "source classification for first-party clients",
    },
  },
  {
    on: "Codex",
    name: "resumeThread",
    doc: "Opens a stored thread again. What is not named stays as the thread has it.",
    request: "thread/resume",
    call: "open-thread",
    approval: { kind: "mode", whenOmitted: "nothing" },
    sandbox: "sandbox",
    positional: { threadId: "threadId" },
    options: THREAD_FIELDS,
    laterOptions: ["excludeTurns"],
    clientOptions: THREAD_HANDLER,
    tools: "announced",
    withheld: { personality: "deprecated by the runtime" },
  },
  {
    on: "Codex",
    name: "forkThread",
    doc: "Copies a stored thread into a new one. What is not named is as the source thread has it.",
    request: "thread/fork",
    call: "open-thread",
    approval: { kind: "mode", whenOmitted: "nothing" },
    sandbox: "sandbox",
    positional: { threadId: "threadId" },
    options: [...THREAD_FIELDS, "ephemeral"],
    laterOptions: ["excludeTurns", "lastTurnId"],
    clientOptions: THREAD_HANDLER,
    tools: "announced",
    withheld: { threadSource: "source classification for first-party clients" },
  },
  {
    on: "Codex",
    name: "listThreads",
    doc: "Lists stored threads, a page at a time.",
    request: "thread/list",
    call: "request",
    approval: { kind: "none" },
    options: [
      "archived",
      "cursor",
      "cwd",
      "limit",
      "modelProviders",
      "searchTerm",
      "sortDirection",
      "sortKey",
      "sourceKinds",
    ],
    laterOptions: ["excludedThreadIds", "originators", "currentAccountOnly"],
    withheld: {
      sectionId: "sections belong to first-party clients; use rpc.thread.list",
      useStateDbOnly: "a switch of the runtime's own store; use rpc.thread.list",
    },
  },
  {
    on: "Codex",
    name: "archiveThread",
    doc: "Moves a stored thread to the archive.",
    request: "thread/archive",
    call: "command",
    approval: { kind: "none" },
    positional: { threadId: "threadId" },
  },
  {
    on: "Codex",
    name: "unarchiveThread",
    doc: "Brings a thread back from the archive. Resume it to run turns in it.",
    request: "thread/unarchive",
    call: "request",
    approval: { kind: "none" },
    positional: { threadId: "threadId" },
  },
  {
    ...TURN_ROW,
    name: "run",
    doc: "Runs a turn to its end. What is not named stays as the thread has it; what is named holds for later turns too.",
    call: "run-turn",
  },
  {
    ...TURN_ROW,
    name: "runStreamed",
    doc: "Starts a turn and hands back its handle, whose events can be iterated. What is not named stays as the thread has it; what is named holds for later turns too.",
    call: "start-turn",
  },
  {
    on: "Thread",
    name: "fork",
    doc: "Copies this thread into a new one, which gets the approval mode, the sandbox and the approval handler that this handle has, unless named.",
    request: "thread/fork",
    call: "fork-thread",
    approval: { kind: "mode", whenOmitted: "nothing" },
    sandbox: "sandbox",
    bound: ["threadId"],
    options: [...THREAD_FIELDS, "ephemeral"],
    laterOptions: ["excludeTurns", "lastTurnId"],
    clientOptions: THREAD_HANDLER,
    withheld: { threadSource: "source classification for first-party clients" },
  },
  {
    on: "Thread",
    name: "archive",
    doc: "Moves this thread to the archive.",
    request: "thread/archive",
    call: "command",
    approval: { kind: "none" },
    bound: ["threadId"],
  },
  {
    on: "Thread",
    name: "read",
    doc: "Reads this thread as the runtime has stored it.",
    request: "thread/read",
    call: "request",
    approval: { kind: "none" },
    bound: ["threadId"],
    options: ["includeTurns"],
  },
  {
    on: "Thread",
    name: "setName",
    doc: "Names this thread.",
    request: "thread/name/set",
    call: "command",
    approval: { kind: "none" },
    bound: ["threadId"],
    positional: { name: "name" },
  },
];
