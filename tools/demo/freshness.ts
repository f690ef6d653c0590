import path from "node:path";
import { checkFolder, CodegenError, generate, type Generated, type StaleFile } from "@codex-typed/codegen";
import { UnmetExpectation } from "../../packages/client/src/demo/failure.js";
import type { Screen } from "../../packages/client/src/demo/screen.js";

/** What the demo tells of a generation. */
export interface Generation {
  readonly files: Generated["files"];
  readonly protocol: Pick<
    Generated["protocol"],
    "runtimeVersion" | "clientRequests" | "serverRequests" | "serverNotifications" | "definitions"
  >;
}

export interface FreshnessOptions {
  /** The folder of `@codex-typed/client`: its runtime is the one that is shown. */
  readonly clientFolder: string;
  /** The generated files to compare; those of the client unless given. */
  readonly generatedDir?: string;
  /** Gives what to compare them with; what the generator makes of the pinned runtime unless given. */
  readonly regenerate?: () => Promise<Generation>;
  readonly signal: AbortSignal;
}

/** Generates the client's protocol from the pinned runtime once more, in memory, and compares. */
export async function showFreshness(
  screen: Screen,
  {
    clientFolder,
    generatedDir = path.join(clientFolder, "src/generated"),
    regenerate = () =>
      generate({ source: { kind: "installed", cwd: clientFolder }, support: "../generated-support.js" }),
    signal,
  }: FreshnessOptions,
): Promise<void> {
  const step = screen.step("The types come from the runtime itself");
  screen.say(
    "codex prints its own protocol; the generator turns that into TypeScript. Here once more, in memory, to be compared with packages/client/src/generated.",
  );
  const generated = await screen.during(
    "generating (a few seconds)",
    orAborted(regenerate().catch(explain), signal),
  );
  const stale = await checkFolder(generatedDir, generated.files);
  if (stale.length > 0) throw drift(generatedDir, stale);
  screen.check(counts(generated));
  step.done(
    `nothing drifts from codex ${generated.protocol.runtimeVersion ?? "(no version)"}: ${size(generated)}`,
  );
}

/** What the generator says of what it cannot use, in the demo's form. */
function explain(error: unknown): never {
  if (!(error instanceof CodegenError)) throw error;
  const { file, found, expected, fix } = error;
  const known = Object.entries({ at: file, found, expected, fix });
  const facts = known.flatMap(([label, fact]) => (fact === undefined ? [] : [[label, fact] as const]));
  throw new UnmetExpectation(error.message, facts, { cause: error });
}

function drift(folder: string, stale: readonly StaleFile[]): UnmetExpectation {
  return new UnmetExpectation("The generated files are not what the pinned runtime gives.", [
    ["in", path.relative(process.cwd(), folder) || "."],
    ...stale.map(({ path: file, state }) => [state, file] as const),
    ["fix", "pnpm generate"],
  ]);
}

function counts({ protocol }: Generation): string {
  const { clientRequests, serverRequests, serverNotifications, definitions } = protocol;
  const requests = `${clientRequests.length} requests, ${serverRequests.length} server requests`;
  return `${requests}, ${serverNotifications.length} notifications, ${definitions.length} types`;
}

function size({ files }: Generation): string {
  const lines = [...files.values()].reduce((sum, text) => sum + text.split("\n").length - 1, 0);
  return `${lines.toLocaleString("en")} lines in ${files.size} files`;
}

/** `work`, unless `signal` aborts first: generating takes no signal. It then goes on unheard. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => {
      reject(new Error("Stopped.", { cause: signal.reason }));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([work, aborted]);
}
