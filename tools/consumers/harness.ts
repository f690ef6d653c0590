// What the rows of `tools/consumers` stand on: the packed packages, projects that use them, and the scripted model that they talk to.
import {
  message,
  startListeningRuntime,
  startTestRuntime,
  type ListeningRuntimeOptions,
  type TestRuntime,
} from "@codex-typed/client/testing";
import { execa, type Options } from "execa";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeCertificate } from "../../packages/client/test/support/certificate.js";
import { startTlsProxy } from "../../packages/client/test/support/tls-proxy.js";
import { installPackages, linkPackage } from "./install.js";
import { packPackages, workspace, type PackedPackages } from "./packed.js";
import type { ConsumerRow } from "./row.js";

/** The folder of the programs that rows of several kinds run. */
export const programs = path.join(import.meta.dirname, "programs");

/** How a program reaches the runtime: one of its own, or one that listens, on a port, in a file, or behind TLS with a token. */
export type Reach = "stdio" | "socket" | "unix" | "wss";

/** A folder with a `node_modules` of its own. */
export interface Project {
  readonly folder: string;
  /** Of a file in it. */
  readonly path: (...names: string[]) => string;
}

/** What is in a new project. */
export interface ProjectOptions {
  /** Texts by the name of the file. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files to copy into it, under their own names. */
  readonly copies?: readonly string[];
  /** Whether the runtime is linked in it. Default true. */
  readonly runtime?: boolean;
}

/**
 * A project lies in the folder of the shared install, so that it finds the rows' packages above it; the client is a copy of its own, so
 * that removing a project leaves no path that was baked into a bundle.
 */
export class Harness implements AsyncDisposable {
  readonly packed: PackedPackages;
  readonly #root: string;
  #count = 0;

  private constructor(root: string, packed: PackedPackages) {
    this.#root = root;
    this.packed = packed;
  }

  static async open(rows: readonly ConsumerRow[]): Promise<Harness> {
    const root = await realpath(await mkdtemp(path.join(tmpdir(), "codex-typed-consumers-")));
    try {
      const [packed] = await Promise.all([
        packPackages(path.join(root, "packed")),
        installPackages(rows, path.join(root, "install")),
      ]);
      return new Harness(root, packed);
    } catch (error) {
      await rm(root, { recursive: true, force: true });
      throw error;
    }
  }

  /** A project that has the packed client, what that depends on (linked from the workspace), and what the rows asked for. */
  async project({ files = {}, copies = [], runtime = true }: ProjectOptions = {}): Promise<Project> {
    const project = await this.#folder("install/projects");
    const { client } = this.packed;
    await cp(client.folder, project.path("node_modules", client.name), { recursive: true });
    for (const name of Object.keys(client.dependencies)) {
      if (name === runtimePackage && !runtime) continue;
      await linkPackage(project.folder, name, dependency(name));
    }
    await writeFiles(project, { "package.json": '{ "private": true }', ...files });
    for (const file of copies) await cp(file, project.path(path.basename(file)), { recursive: true });
    return project;
  }

  /** A folder outside of every project, whose `node_modules` has the runtime alone; or nothing. */
  async elsewhere({ files = {}, runtime = true }: Omit<ProjectOptions, "copies"> = {}): Promise<Project> {
    const project = await this.#folder("elsewhere");
    if (runtime) await linkPackage(project.folder, runtimePackage, dependency(runtimePackage));
    await writeFiles(project, files);
    return project;
  }

  /** A package that the rows asked for, or a file of it, such as `jest/bin/jest.js`. */
  installed(file: string): string {
    return path.join(this.#root, "install/node_modules", file);
  }

  /**
   * Runs a program that does one turn, as those in `programs/` do: they read from the variable CONSUMER what to connect to, and print
   * what came back. Rejects unless the reply is that of the scripted model.
   */
  async turn(
    command: readonly [string, ...string[]],
    options: Options & { reach?: Reach } = {},
  ): Promise<void> {
    const { reach = "stdio", ...rest } = options;
    await using test = await startTestRuntime();
    const reply = `A reply over ${reach}`;
    test.model.enqueue(message(reply));
    await using server = await serve(test, reach);
    const { env, cwd } = test.runtime;
    const consumer = server === undefined ? { env, cwd } : { ...server.consumer, cwd };
    const [file, ...args] = command;
    const { stdout } = await execa(file, args, {
      timeout: 60_000,
      ...rest,
      // pnpm's launchers, such as the one that started this process, name the workspace's packages in NODE_PATH.
      env: { NODE_PATH: "", ...rest.env, CONSUMER: JSON.stringify(consumer) },
    });
    if (!String(stdout).split(/\r?\n/).includes(`reply: ${reply}`)) {
      throw new Error(`The program did not print the model's reply, but: ${String(stdout)}`);
    }
  }

  /** Runs a program that finds no runtime, and expects it to say why; never by what only a programmer of this package understands. */
  async expectNoRuntime([file, ...args]: readonly [string, ...string[]], why: string): Promise<void> {
    const CONSUMER = JSON.stringify({ env: {}, cwd: this.#root });
    const env = { NODE_PATH: "", CONSUMER };
    const { stderr, exitCode } = await execa(file, args, { env, reject: false, timeout: 60_000 });
    if (exitCode === 0 || !stderr.includes(why) || stderr.includes("undefined"))
      throw new Error(`The program did not say ${JSON.stringify(why)}, but: ${stderr}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  async #folder(parent: string): Promise<Project> {
    this.#count++;
    const folder = path.join(this.#root, parent, String(this.#count));
    await mkdir(folder, { recursive: true });
    return { folder, path: (...names) => path.join(folder, ...names) };
  }
}

/** Starts what a program is to dial, and says what it must know to do so. */
async function serve(test: TestRuntime, reach: Reach): Promise<Server | undefined> {
  if (reach === "stdio") return undefined;
  const options: ListeningRuntimeOptions =
    reach === "unix" ? { listen: "unix" } : reach === "wss" ? { token } : {};
  const runtime = await startListeningRuntime(test, options);
  if (reach !== "wss") {
    const consumer = reach === "unix" ? { socket: runtime.address } : { url: runtime.address };
    return { consumer, [Symbol.asyncDispose]: () => runtime[Symbol.asyncDispose]() };
  }
  const certificate = await makeCertificate("localhost");
  const proxy = await startTlsProxy(runtime.address, certificate);
  return {
    consumer: { url: proxy.url, ca: certificate.cert, token },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      await runtime[Symbol.asyncDispose]();
    },
  };
}

interface Server extends AsyncDisposable {
  readonly consumer: Readonly<Record<string, string>>;
}

const token = "a-token-that-only-this-server-knows";

const runtimePackage = "@openai/codex";

/** Where the workspace has what the client depends on. */
function dependency(name: string): string {
  return path.join(workspace, "packages/client/node_modules", name);
}

async function writeFiles(project: Project, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(project.path(name)), { recursive: true });
    await writeFile(project.path(name), text);
  }
}
