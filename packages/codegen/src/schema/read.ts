import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { applyCorrections } from "./apply-corrections.js";
import { type SchemaBundle } from "./json-schema.js";
import { mergeExperimental } from "./merge-experimental.js";
import { mergeNamespaces } from "./merge-namespaces.js";
import { BUNDLE_FILE, extractSchema, installedRuntime } from "./runtime.js";

/**
 * Where the schema comes from: the installed runtime, a runtime of the caller's choice, or folders that one wrote, without
 * and with `--experimental`. Without the second folder nothing is known to be experimental.
 */
export type SchemaSource =
  | { readonly kind: "installed"; readonly cwd: string }
  | { readonly kind: "runtime"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string; readonly experimental?: string | undefined };

/** Reads the protocol's schema: extracted or from folders, merged into one superset, corrections applied. */
export async function readSchema(source: SchemaSource): Promise<SchemaBundle> {
  const { stable, experimental } = await readTexts(source);
  const base = parse(stable);
  return applyCorrections(experimental === undefined ? base : mergeExperimental(base, parse(experimental)));
}

interface SchemaText {
  readonly text: string;
  readonly file: string;
  readonly runtimeVersion: string | null;
}

async function readTexts(
  source: SchemaSource,
): Promise<{ stable: SchemaText; experimental: SchemaText | undefined }> {
  if (source.kind === "folder") {
    const stable = await readBundle(source.path, "--schema");
    const experimental =
      source.experimental === undefined
        ? undefined
        : await readBundle(source.experimental, "--experimental-schema");
    return { stable, experimental };
  }
  const runtime = source.kind === "runtime" ? source.path : await installedRuntime(source.cwd);
  const { stable, experimental, runtimeVersion } = await extractSchema(runtime);
  return {
    stable: { text: stable, file: BUNDLE_FILE, runtimeVersion },
    experimental: { text: experimental, file: `experimental/${BUNDLE_FILE}`, runtimeVersion },
  };
}

async function readBundle(folder: string, flag: string): Promise<SchemaText> {
  const file = path.join(folder, BUNDLE_FILE);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CodegenError({
      message: "There is no schema folder at this path.",
      file: folder,
      found: found === undefined ? "nothing" : "not a folder",
      expected: "the folder that `codex app-server generate-json-schema --out DIR` wrote",
      fix: `Correct the path that ${flag} gives, or leave it out to use the installed runtime.`,
    });
  }
  try {
    return { text: await readFile(file, "utf8"), file, runtimeVersion: null };
  } catch (cause) {
    throw new CodegenError({
      message: "The schema folder holds no readable protocol bundle.",
      file,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: `${BUNDLE_FILE}, as \`codex app-server generate-json-schema --out DIR\` writes it`,
      fix: "Write the folder anew with the runtime's own generator.",
      cause,
    });
  }
}

function parse({ text, file, runtimeVersion }: SchemaText): SchemaBundle {
  try {
    return mergeNamespaces(JSON.parse(text), file, runtimeVersion);
  } catch (cause) {
    if (cause instanceof CodegenError) throw cause;
    throw new CodegenError({
      message: "The protocol bundle is not valid JSON.",
      file,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: "a JSON document",
      fix: "Write the file anew with `codex app-server generate-json-schema --out DIR`.",
      cause,
    });
  }
}
