import { appendFile, chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { Codex } from "../../src/index.js";
import { printToml } from "../../src/testing/toml.js";
import type { TestRuntime } from "../../src/testing/index.js";

/** What a hook of the event `PermissionRequest` says: that it allows, that it denies, or nothing. */
export type HookAnswer = "allow" | "deny" | "nothing";

/** What a hook says when it denies. */
export const hookReason = "No, by the hook";

/** Configures a hook that decides about every wish for more, and trusts it as a user would. Before a client is connected. */
export async function configureHook({ home, runtime }: TestRuntime, answer: HookAnswer): Promise<void> {
  await configure(home, "PermissionRequest", scriptOf(answer));
  await trust({ home, runtime });
}

/** Has a hook that is configured and trusted say something else from now on. */
export async function answerOfHook(home: TestRuntime["home"], answer: HookAnswer): Promise<void> {
  await writeScript(home, scriptOf(answer));
}

function scriptOf(answer: HookAnswer): string {
  if (answer === "nothing") return "";
  const decision = answer === "deny" ? { behavior: answer, message: hookReason } : { behavior: answer };
  const said = { hookSpecificOutput: { hookEventName: "PermissionRequest", decision } };
  return `echo '${JSON.stringify(said)}'`;
}

/** Configures a trusted hook that blocks every tool before it is used. */
export async function configureBlock({ home, runtime }: TestRuntime): Promise<void> {
  await configure(home, "PreToolUse", `echo '${hookReason}' >&2; exit 2`);
  await trust({ home, runtime });
}

/** Gives a home a rule about commands that begin with `touch`. */
export async function writeRule(
  { home }: Pick<TestRuntime, "home">,
  decision: "allow" | "prompt" | "forbidden",
): Promise<void> {
  await mkdir(join(home.codexHome, "rules"));
  const rule = `prefix_rule(pattern=["touch"], decision=${JSON.stringify(decision)})\n`;
  await writeFile(join(home.codexHome, "rules", "default.rules"), rule);
}

async function configure(home: TestRuntime["home"], event: string, script: string): Promise<void> {
  const path = await writeScript(home, script);
  // An array of tables, which the printer of the testing kit does not write.
  const tables = [`[[hooks.${event}]]`, `[[hooks.${event}.hooks]]`, 'type = "command"'];
  await appendFile(home.configPath, `\n${tables.join("\n")}\ncommand = ${JSON.stringify(path)}\n`);
}

async function writeScript(home: TestRuntime["home"], script: string): Promise<string> {
  const path = join(home.codexHome, "hook.sh");
  await writeFile(path, `#!/bin/sh\ncat > /dev/null\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A hook runs once its hash, as the runtime tells it, stands in the configuration. */
async function trust({ home, runtime }: Pick<TestRuntime, "home" | "runtime">): Promise<void> {
  await using codex = await Codex.connect({ runtime });
  const { data } = await codex.rpc.hooks.list({ cwds: [home.workspace] });
  const state = Object.fromEntries(
    data.flatMap(({ hooks }) => hooks.map(({ key, currentHash }) => [key, { trusted_hash: currentHash }])),
  );
  await appendFile(home.configPath, `\n${printToml({ hooks: { state } })}`);
}
