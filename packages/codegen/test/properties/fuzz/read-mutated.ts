import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mkdir } from "node:fs/promises";
import { ts } from "ts-morph";
import { emitExperimentalMethods, emitMethods } from "../../../src/emit/methods.js";
import { emitExperimentalRpc, emitRpc } from "../../../src/emit/rpc.js";
import { emitExperimentalTypes, emitTypes } from "../../../src/emit/types.js";
import { CodegenError } from "../../../src/errors/codegen-error.js";
import { stableOf } from "../../../src/protocol/api-level.js";
import { readProtocol } from "../../../src/protocol/read-protocol.js";
import { readSchema } from "../../../src/schema/read.js";
import { BUNDLE_FILE } from "../../../src/schema/runtime.js";

/** How a run ended. */
export type Outcome =
  | { readonly kind: "output" }
  /** A refusal that says where; of text that is no JSON there is no pointer to say. */
  | { readonly kind: "refused"; readonly message: string; readonly at: string }
  /** What must not be. */
  | { readonly kind: "fault"; readonly message: string };

/** The longest that a run may take, in milliseconds. A whole schema takes a fifth of it on a busy machine. */
const PATIENCE = 10_000;

/** Reads two texts as the two outputs of a runtime and emits what it can, all but the surface, whose table needs the whole schema. */
export async function readMutated(stable: string, experimental: string | undefined): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), "codegen-fuzz-"));
  const started = performance.now();
  try {
    const write = async (name: string, text: string): Promise<string> => {
      await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, name, BUNDLE_FILE), text);
      return path.join(folder, name);
    };
    const protocol = await readProtocol(
      await readSchema({
        kind: "folder",
        path: await write("stable", stable),
        experimental: experimental === undefined ? undefined : await write("experimental", experimental),
      }),
    );
    const stableProtocol = stableOf(protocol);
    const texts = [
      emitTypes(stableProtocol),
      emitMethods(stableProtocol),
      emitRpc(stableProtocol, "x"),
      emitExperimentalTypes(protocol),
      emitExperimentalMethods(protocol),
      emitExperimentalRpc(protocol, "x"),
    ];
    const broken = texts
      .flatMap((parts) => [...parts])
      .map(syntaxError)
      .find((error) => error !== undefined);
    if (broken !== undefined) return { kind: "fault", message: `output that is no TypeScript: ${broken}` };
    return slow(started) ?? { kind: "output" };
  } catch (error) {
    if (!(error instanceof CodegenError)) {
      return {
        kind: "fault",
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
    const { file, pointer, message } = error;
    if (file === undefined || (pointer === undefined && !message.includes("not valid JSON"))) {
      return { kind: "fault", message: `a refusal that does not say where: ${error.describe()}` };
    }
    const text = file.includes(`${path.sep}experimental${path.sep}`) ? experimental : stable;
    if (pointer !== undefined && !leadsSomewhere(JSON.parse(text ?? ""), pointer))
      return { kind: "fault", message: `a refusal at a place that is not there: ${error.describe()}` };
    return slow(started) ?? { kind: "refused", message, at: pointer ?? "" };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether something stands at a JSON pointer. */
function leadsSomewhere(document: unknown, pointer: string): boolean {
  let value = document;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return true;
}

function slow(started: number): Outcome | undefined {
  const took = performance.now() - started;
  return took < PATIENCE ? undefined : { kind: "fault", message: `${took.toFixed()} ms` };
}

function syntaxError(text: string): string | undefined {
  const file = ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest);
  const { parseDiagnostics } = file as typeof file & {
    readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  const [first] = parseDiagnostics;
  if (first === undefined) return undefined;
  return `${ts.flattenDiagnosticMessageText(first.messageText, " ")}: ${text.slice(Math.max(0, first.start - 60), first.start + 60)}`;
}
