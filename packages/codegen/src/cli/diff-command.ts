import { appendFile, stat } from "node:fs/promises";
import type { ProtocolDiff, UsedBy } from "../diff/diff.js";
import { diffProtocols } from "../diff/diff-protocols.js";
import { renderGithub, SUMMARY_LIMIT } from "../diff/render/github.js";
import { renderHtml } from "../diff/render/html.js";
import { renderJson } from "../diff/render/json.js";
import { renderMarkdown } from "../diff/render/markdown.js";
import { counted } from "../diff/render/words.js";
import { stableOf } from "../protocol/api-level.js";
import type { Protocol } from "../protocol/protocol.js";
import { readProtocol } from "../protocol/read-protocol.js";
import { readSchema } from "../schema/read.js";
import { sourceOfArgument } from "./diff-argument.js";

/** How a diff is printed. */
type DiffFormat = "md" | "json" | "html" | "github";

/** What `codex-codegen diff OLD NEW` is asked for. */
export interface DiffCommand {
  /** A version, a schema folder or a runtime. */
  readonly old: string;
  /** The same. */
  readonly new: string;
  /** @defaultValue `"md"` */
  readonly format?: DiffFormat | undefined;
  readonly failOn?: "breaking" | undefined;
  /** A tree of TypeScript, or its tsconfig: only what it uses is told of, and counts. */
  readonly usedBy?: string | undefined;
  /** Where `--format github` finds what GitHub's runner says. @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What it prints, and how it ends: 1 where something breaks and `failOn` asks. */
export interface DiffOutcome {
  readonly output: string;
  readonly exitCode: 0 | 1;
  /** What the reader should know of how the two were compared; for stderr. */
  readonly notes: readonly string[];
}

const RENDER: Readonly<Record<DiffFormat, (diff: ProtocolDiff) => string>> = {
  md: (diff) => renderMarkdown(diff),
  json: renderJson,
  html: renderHtml,
  github: renderGithub,
};

/**
 * Compares two schemas. A folder holds what the runtime wrote, or `stable/` and `experimental/` with what it wrote without and
 * with `--experimental`.
 *
 * @param say Hears what is being done, where it takes its time.
 * @throws CodegenError when a side cannot be had or read.
 */
export async function diffCommand(
  { old, new: young, format = "md", failOn, usedBy, env = process.env }: DiffCommand,
  say: (words: string) => void = () => undefined,
): Promise<DiffOutcome> {
  const [before, after] = await Promise.all([readSide(old, say), readSide(young, say)]);
  const alike = before.knowsExperimental === after.knowsExperimental;
  const comparable = ({ protocol }: Side) => (alike ? protocol : stableOf(protocol));
  const sides = [comparable(before), comparable(after)] as const;
  const whole = diffProtocols(...sides);
  const diff = usedBy === undefined ? whole : await narrowed(whole, sides, usedBy, placesFrom(format, env));
  const unwritten = format === "github" ? await writeSummary(diff, env["GITHUB_STEP_SUMMARY"]) : [];
  const onlyStable = before.knowsExperimental ? young : old;
  return {
    output: RENDER[format](diff),
    exitCode: failOn === "breaking" && diff.summary.breaking > 0 ? 1 : 0,
    notes: [
      ...(alike
        ? []
        : [`${onlyStable} does not say what is experimental: only the stable protocols were compared`]),
      ...(diff.usedBy?.typed === false
        ? [`${diff.usedBy.tree} has no tsconfig: only method strings and names of types were looked for`]
        : []),
      ...unreadWords(diff.usedBy),
      ...unwritten,
    ],
  };
}

/** What is not looked at may use what changed. */
function unreadWords(usedBy: UsedBy | undefined): readonly string[] {
  if (usedBy === undefined || usedBy.unread === 0) return [];
  return [
    `${usedBy.tree}: ${counted(usedBy.unread, "file")} of JavaScript not looked at; set allowJs in the tsconfig for that`,
  ];
}

/** GitHub's annotations name files from the root of the checkout, wherever the command runs. */
function placesFrom(format: DiffFormat, env: NonNullable<DiffCommand["env"]>): string {
  return (format === "github" ? env["GITHUB_WORKSPACE"] : undefined) ?? process.cwd();
}

/** Adds the summary to what the step has written already, and says so where there is no room or no step. */
async function writeSummary(diff: ProtocolDiff, file: string | undefined): Promise<readonly string[]> {
  if (file === undefined || file === "") return ["GITHUB_STEP_SUMMARY names no file: no summary was written"];
  const written = (await stat(file).catch(() => undefined))?.size ?? 0;
  const room = SUMMARY_LIMIT - written;
  const text = `${written > 0 ? "\n" : ""}${renderMarkdown(diff, room - 1)}`;
  if (Buffer.byteLength(text) > room) return ["there is no room left in the summary of this step"];
  try {
    await appendFile(file, text);
    return [];
  } catch (error) {
    return [`the summary could not be written: ${error instanceof Error ? error.message : String(error)}`];
  }
}

async function narrowed(
  diff: ProtocolDiff,
  sides: readonly [Protocol, Protocol],
  tree: string,
  root: string,
): Promise<ProtocolDiff> {
  // It loads a compiler, which nothing else here needs.
  const { usedIn } = await import("../usage/usage.js");
  return usedIn(diff, sides, tree, process.cwd(), root);
}

interface Side {
  readonly protocol: Protocol;
  /** Whether experimental things are marked; in a lone folder nothing is. */
  readonly knowsExperimental: boolean;
}

async function readSide(given: string, say: (words: string) => void): Promise<Side> {
  const source = await sourceOfArgument(given, say);
  return {
    protocol: await readProtocol(await readSchema(source)),
    knowsExperimental: source.kind !== "folder" || source.experimental !== undefined,
  };
}
