import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { freshFolder, removeFolder } from "./fresh-folder.js";
import { testEnvironment } from "./test-environment.js";
import type { TomlTable } from "../connect/toml.js";
import { mergeToml, printToml } from "./toml.js";

/**
 * Options of {@link createTestHome}.
 *
 * @example
 * ```ts
 * const options: TestHomeOptions = { baseUrl: model.url, model: "gpt-5.5", config: { sandbox_mode: "read-only" } };
 * ```
 */
export interface TestHomeOptions {
  /** The scripted model's `url`. Without it the provider is one that cannot be reached. */
  readonly baseUrl?: string;
  /** The model's name. Default: `"mock-model"`, which the runtime does not know; `"gpt-5.5"` has `apply_patch`. */
  readonly model?: string;
  /** Put over the default `config.toml`, table by table. */
  readonly config?: TomlTable;
  /** Put over the default environment, which takes nothing but the search path from this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder to make the home in. It must not lie in `/tmp`. Default: `.cache` in the home folder. */
  readonly parent?: string;
}

/**
 * Where a runtime under test lives: its own home, configuration, workspace and environment. All paths are real paths.
 *
 * @example
 * ```ts
 * import { writeFile } from "node:fs/promises";
 * import { join } from "node:path";
 *
 * await using home = await createTestHome({ baseUrl: model.url });
 * await writeFile(join(home.workspace, "README.md"), "# Demo");
 * ```
 */
export interface TestHome extends AsyncDisposable {
  /** `CODEX_HOME`: configuration, sessions, login. */
  readonly codexHome: string;
  /** The `config.toml` in it. Read by the runtime when it starts. */
  readonly configPath: string;
  /** An empty folder for the agent to work in; the sandbox may write there. */
  readonly workspace: string;
  /** An empty folder that the workspace-write sandbox may not write to. */
  readonly outside: string;
  /** The whole environment for the runtime's process. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes all of it. Close the runtime first. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a fresh home for a runtime under test. Nothing of the developer's own Codex (login, configuration, history)
 * nor of the process's environment reaches it. It belongs to this process: once that is gone, killed before it could remove its home, the next
 * home in the same `parent` has it removed.
 *
 * @example
 * ```ts
 * await using home = await createTestHome({ baseUrl: model.url, config: { features: { plugins: true } } });
 * await using codex = await Codex.connect({ runtime: { env: home.env, cwd: home.workspace } });
 * ```
 */
export async function createTestHome(options: TestHomeOptions = {}): Promise<TestHome> {
  const root = await freshFolder(options.parent);
  const folder = {
    codexHome: join(root, "codex"),
    home: join(root, "home"),
    workspace: join(root, "workspace"),
    outside: join(root, "outside"),
    temp: join(root, "tmp"),
  };
  const configPath = join(folder.codexHome, "config.toml");
  try {
    for (const path of Object.values(folder)) await mkdir(path);
    await writeFile(configPath, printToml(mergeToml(defaultConfig(options), options.config ?? {})));
  } catch (error) {
    await removeFolder(root);
    throw error;
  }
  return {
    codexHome: folder.codexHome,
    configPath,
    workspace: folder.workspace,
    outside: folder.outside,
    env: { ...testEnvironment(folder), ...options.env },
    [Symbol.asyncDispose]: () => removeFolder(root),
  };
}

function defaultConfig({
  model = "mock-model",
  baseUrl = "http://127.0.0.1:9/v1",
}: TestHomeOptions): TomlTable {
  return {
    model,
    model_provider: "scripted",
    // Fork and cold resume fall back to this one, whatever the thread was started with.
    sandbox_mode: "workspace-write",
    // No search above the workspace: a project around the test's folder would add its AGENTS.md to the prompt.
    project_root_markers: [],
    model_providers: {
      scripted: {
        name: "Scripted",
        base_url: baseUrl,
        wire_api: "responses",
        request_max_retries: 0,
        stream_max_retries: 0,
      },
    },
    // Plugins and apps look up hosts on the network at start; a snapshot of the shell costs each thread as much as several commands.
    features: { plugins: false, apps: false, shell_snapshot: false },
    analytics: { enabled: false },
  };
}
