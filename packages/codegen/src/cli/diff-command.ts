import { stat } from "node:fs/promises";
import path from "node:path";
import type { ProtocolDiff } from "../diff/diff.js";
import { diffProtocols } from "../diff/diff-protocols.js";
import { renderHtml } from "../diff/render/html.js";
import { renderJson } from "../diff/render/json.js";
import { renderMarkdown } from "../diff/render/markdown.js";
import { CodegenError } from "../errors/codegen-error.js";
import { stableOf } from "../protocol/api-level.js";
import type { Protocol } from "../protocol/protocol.js";
import { readProtocol } from "../protocol/read-protocol.js";
import { readSchema, type SchemaSource } from "../schema/read.js";
import { BUNDLE_FILE } from "../schema/runtime.js";

/** How a diff is printed. */
type DiffFormat = "md" | "json" | "html";

/** What `codex-codegen diff OLD NEW` is asked for. */
export interface DiffCommand {
  /** A schema folder or a runtime. */
  readonly old: string;
  /** A schema folder or a runtime. */
  readonly new: string;
  /** @defaultValue `"md"` */
  readonly format?: DiffFormat | undefined;
  readonly failOn?: "breaking" | undefined;
}

/** What it prints, and how it ends: 1 where something breaks and `failOn` asks. */
export interface DiffOutcome {
  readonly output: string;
  readonly exitCode: 0 | 1;
  /** What the reader should know of how the two were compared; for stderr. */
  readonly notes: readonly string[];
}

const RENDER: Readonly<Record<DiffFormat, (diff: ProtocolDiff) => string>> = {
  md: renderMarkdown,
  json: renderJson,
  html: renderHtml,
};

/**
 * Compares two schemas. A folder holds what the runtime wrote, or `stable/` and `experimental/` with what it wrote without and
 * with `--experimental`.
 *
 * @throws CodegenError when a side cannot be had or read.
 */
export async function diffCommand({
  old,
  new: young,
  format = "md",
  failOn,
}: DiffCommand): Promise<DiffOutcome> {
  const [before, after] = await Promise.all([readSide(old), readSide(young)]);
  const alike = before.knowsExperimental === after.knowsExperimental;
  const comparable = ({ protocol }: Side) => (alike ? protocol : stableOf(protocol));
  const diff = diffProtocols(comparable(before), comparable(after));
  const onlyStable = before.knowsExperimental ? young : old;
  return {
    output: RENDER[format](diff),
    exitCode: failOn === "breaking" && diff.summary.breaking > 0 ? 1 : 0,
    notes: alike
      ? []
      : [`${onlyStable} does not say what is experimental: only the stable protocols were compared`],
  };
}

interface Side {
  readonly protocol: Protocol;
  /** Whether experimental things are marked; in a lone folder nothing is. */
  readonly knowsExperimental: boolean;
}

async function readSide(given: string): Promise<Side> {
  const source = await sourceAt(given);
  return {
    protocol: await readProtocol(await readSchema(source)),
    knowsExperimental: source.kind !== "folder" || source.experimental !== undefined,
  };
}

async function sourceAt(given: string): Promise<SchemaSource> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) {
    throw new CodegenError({
      message: "There is nothing to compare at this path.",
      file: given,
      found: "nothing",
      expected: "a schema folder, or a codex binary",
      fix: "Correct the path; `codex app-server generate-json-schema --out DIR` writes a schema folder.",
    });
  }
  if (!found.isDirectory()) return { kind: "runtime", path: given };
  const [stable, experimental] = [path.join(given, "stable"), path.join(given, "experimental")];
  const holds = async (folder: string) =>
    (await stat(path.join(folder, BUNDLE_FILE)).catch(() => undefined))?.isFile() === true;
  if ((await holds(given)) || !(await holds(stable))) return { kind: "folder", path: given };
  return (await holds(experimental))
    ? { kind: "folder", path: stable, experimental }
    : { kind: "folder", path: stable };
}
