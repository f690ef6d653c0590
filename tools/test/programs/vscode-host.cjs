// A host for the example's extension: gives it a `vscode` as VS Code does, plays a person who runs one task, and prints what they saw.
// Usage: node vscode-host.cjs PLAY, where PLAY is JSON: { task, folder, trusted, pick }. `pick` is the label to pick; none is Escape.
// @ts-check
const Module = require("node:module");

/** @type {{ task: string, folder: string, trusted: boolean, pick?: string }} */
const play = JSON.parse(process.argv[2] ?? "");
/** @type {{ output: string, picks: object[], errors: string[] }} */
const seen = { output: "", picks: [], errors: [] };
/** @type {Map<string, () => Promise<void>>} */
const commands = new Map();

class CancellationTokenSource {
  token = { onCancellationRequested: () => ({ dispose: () => undefined }) };
  cancel() {}
  dispose() {}
}

const vscode = {
  CancellationTokenSource,
  ProgressLocation: { Notification: 15 },
  commands: {
    /** @param {string} name @param {() => Promise<void>} run */
    registerCommand: (name, run) => {
      commands.set(name, run);
      return { dispose: () => commands.delete(name) };
    },
  },
  workspace: { isTrusted: play.trusted, workspaceFolders: [{ uri: { fsPath: play.folder } }] },
  window: {
    createOutputChannel: () => ({
      show: () => undefined,
      append: (/** @type {string} */ text) => (seen.output += text),
      appendLine: (/** @type {string} */ text) => (seen.output += `${text}\n`),
      dispose: () => (seen.output += "disposed\n"),
    }),
    showInputBox: async () => play.task,
    /** @param {{ label: string }[]} items @param {object} options */
    showQuickPick: async (items, options) => {
      seen.picks.push({ ...options, labels: items.map(({ label }) => label) });
      return items.find(({ label }) => label === play.pick);
    },
    showErrorMessage: (/** @type {string} */ message) => seen.errors.push(message),
    /** @param {object} _ @param {(progress: object, token: object) => Promise<void>} work */
    withProgress: (_, work) => work({}, new CancellationTokenSource().token),
  },
};

const loader = /** @type {{ _load: (request: string, ...rest: unknown[]) => unknown }} */ (
  /** @type {unknown} */ (Module)
);
const load = loader._load;
loader._load = (request, ...rest) => (request === "vscode" ? vscode : load(request, ...rest));

const extension = require("../../../examples/vscode-host/extension.cjs");

async function main() {
  /** @type {{ subscriptions: { dispose(): unknown }[] }} */
  const context = { subscriptions: [] };
  extension.activate(/** @type {never} */ (context));
  await commands.get("codexTyped.run")?.();
  for (const each of context.subscriptions.reverse()) each.dispose();
  await extension.deactivate();
  console.log(JSON.stringify({ ...seen, commands: [...commands.keys()] }));
}

void main();
