import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { applyCorrections } from "./apply-corrections.js";
import { type SchemaBundle } from "./json-schema.js";
import { mergeNamespaces } from "./merge-namespaces.js";
import { BUNDLE_FILE, extractSchema, installedRuntime } from "./runtime.js";

/** Where the schema comes from: the installed runtime, a runtime of the caller's choice, or a folder that one wrote. */
export type SchemaSource =
  | { readonly kind: "installed"; readonly cwd: string }
  | { readonly kind: "runtime"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string };

/** Reads the protocol's schema: extracted or from a folder, namespaces merged, corrections applied. */
export async function readSchema(source: SchemaSource): Promise<SchemaBundle> {
  const raw = await readRaw(source);
  return applyCorrections(mergeNamespaces(parse(raw.text, raw.file), raw.file, raw.runtimeVersion));
}

async function readRaw(
  source: SchemaSource,
): Promise<{ text: string; file: string; runtimeVersion: string | null }> {
  if (source.kind === "folder") {
    const file = path.join(source.path, BUNDLE_FILE);
    return { text: await readBundle(source.path, file), file, runtimeVersion: null };
  }
  const runtime = source.kind === "runtime" ? source.path : await installedRuntime(source.cwd);
  const { bundle, runtimeVersion } = await extractSchema(runtime);
  return { text: bundle, file: BUNDLE_FILE, runtimeVersion };
}

async function readBundle(folder: string, file: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new CodegenError({
      message: "There is no schema folder at this path.",
      file: folder,
      found: found === undefined ? "nothing" : "not a folder",
      expected: "the folder that `codex app-server generate-json-schema --out DIR` wrote",
      fix: "Correct the path that --schema gives, or leave it out to use the installed runtime.",
    });
  }
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new CodegenError({
      message: "The schema folder holds no readable protocol bundle.",
      file,
      found: cause instanceof Error ? cause.message : String(cause),
      expected: `${BUNDLE_FILE}, as \`codex app-server generate-json-schema --out DIR\` writes it`,
      fix: "Write the folder anew with the runtime's own generator.",
      cause,
    });
  });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
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
