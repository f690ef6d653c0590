// An extension for VS Code, in CommonJS as its host loads it: a command that runs a task, text in an output channel, and approvals as
// a list to pick from. Escape is a no.
// @ts-check
const vscode = require("vscode");
const { Codex, pathsOf } = require("@codex-typed/client");

/**
 * @typedef {import("@codex-typed/client").ApprovalRequest} ApprovalRequest
 * @typedef {import("@codex-typed/client").ApprovalHandler} ApprovalHandler
 * @typedef {import("@codex-typed/client").ApprovalMode} ApprovalMode
 */

/** One runtime for the window, from the first task on. @type {Promise<Codex<ApprovalMode>> | undefined} */
let connecting;

/** @param {vscode.ExtensionContext} context */
function activate(context) {
  const output = vscode.window.createOutputChannel("Codex");
  const command = vscode.commands.registerCommand("codexTyped.run", () => run(output));
  context.subscriptions.push(output, command);
}

/** VS Code waits for it when the window closes. */
async function deactivate() {
  const codex = await connecting?.catch(() => undefined);
  connecting = undefined;
  await codex?.close();
}

/** @param {vscode.OutputChannel} output */
async function run(output) {
  const task = await vscode.window.showInputBox({ prompt: "What shall Codex do?" });
  if (!task) return;
  output.show(true);
  const progress = { location: vscode.ProgressLocation.Notification, title: "Codex", cancellable: true };
  await vscode.window.withProgress(progress, async (_, token) => {
    const { signal, release } = signalOf(token);
    try {
      output.appendLine(await runTask(task, output, signal));
    } catch (error) {
      if (signal.aborted) output.appendLine("\nStopped.");
      else void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    } finally {
      release.dispose();
    }
  });
}

/** @param {string} task @param {vscode.OutputChannel} output @param {AbortSignal} signal */
async function runTask(task, output, signal) {
  const codex = await connected();
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const place = cwd === undefined ? {} : { cwd };
  const thread = vscode.workspace.isTrusted
    ? await codex.startThread({ ...place, approvalMode: "ask", sandbox: "workspace_write", signal })
    : await codex.startThread({ ...place, approvalMode: "deny_all", sandbox: "read_only", signal });
  try {
    const turn = await thread.runStreamed(task, { signal });
    for await (const event of turn.events)
      if (event.method === "item/agentMessage/delta") output.append(event.params.delta);
    return `\n${(await turn.result()).status}`;
  } finally {
    await thread.close();
  }
}

function connected() {
  connecting ??= Codex.connect({ onApproval });
  // One that failed is tried again with the next task.
  connecting.catch(() => (connecting = undefined));
  return connecting;
}

/** @type {ApprovalHandler} */
async function onApproval(request, { availableDecisions, signal }) {
  // What a list can say. What holds for ever is not for a click.
  const items = availableDecisions.flatMap((decision) => {
    const label = typeof decision === "string" ? LABELS[decision] : undefined;
    return label === undefined ? [] : [{ label, decision }];
  });
  // The list goes away when the turn is over, or another client has answered.
  const source = new vscode.CancellationTokenSource();
  signal.addEventListener("abort", () => source.cancel(), { once: true });
  const options = { title: subjectOf(request), placeHolder: reasonOf(request), ignoreFocusOut: true };
  const picked = await vscode.window.showQuickPick(items, options, source.token);
  source.dispose();
  return picked?.decision ?? "decline";
}

/** @type {Record<string, string>} */
const LABELS = {
  accept: "Allow once",
  acceptForSession: "Allow for this session",
  decline: "Decline",
  cancel: "Decline and stop",
};

/** @param {ApprovalRequest} request */
function subjectOf(request) {
  if (request.kind === "command") return request.command ?? "a command";
  if (request.kind === "fileChange")
    return `Change ${request.changes.flatMap((change) => pathsOf(change)).join(", ")}`;
  if (request.kind === "mcpToolCall") return `Call ${request.tool ?? "a tool"} of ${request.serverName}`;
  return request.kind;
}

/** @param {ApprovalRequest} request */
function reasonOf(request) {
  return ("reason" in request && request.reason) || "The agent gave no reason.";
}

/** @param {vscode.CancellationToken} token */
function signalOf(token) {
  const controller = new AbortController();
  const release = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, release };
}

module.exports = { activate, deactivate };
