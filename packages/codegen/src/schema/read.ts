import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { CodegenError } from "../errors/codegen-error.js";
import { applyCorrections } from "./apply-corrections.js";
import type { ReleaseSchemas } from "./archive/archive.js";
import { archivedRelease } from "./archive/archived-release.js";
import type { SchemaBundle } from "./json-schema.js";
import { mergeExperimental } from "./merge-experimental.js";
import { mergeNamespaces } from "./merge-namespaces.js";
import { publishedSchema } from "./published.js";
import { BUNDLE_FILE, extractSchema, installedRuntime, type ExtractedSchema } from "./runtime.js";

/**
 * Where the schema comes from: the installed runtime, a runtime of the caller's choice, folders that one wrote, without
 * and with `--experimental`, a release whose schema comes with this package (the last patch of each minor version from 0.131.0 on), or any
 * other that npm has, which is fetched for the occasion.
 * Without the second folder nothing is known to be experimental; without its `version`, that of the release that it is most like is
 * taken to say since when things are there.
 */
export type SchemaSource =
  | {
      /** The runtime that is installed. */
      readonly kind: "installed";
      /** The folder from which it is looked for, as Node looks for packages. */
      readonly cwd: string;
    }
  | {
      /** A runtime, by its binary. */
      readonly kind: "runtime";
      /** The binary. */
      readonly path: string;
    }
  | {
      /** What a runtime printed. */
      readonly kind: "folder";
      /** The folder of the stable schema. */
      readonly path: string;
      /** The folder of the experimental schema; without it nothing is experimental. */
      readonly experimental?: string | undefined;
      /** The version of the runtime that printed them. */
      readonly version?: string | undefined;
    }
  | {
      /** A release of the history. */
      readonly kind: "release";
      /** Its version. */
      readonly version: string;
    }
  | {
      /** A release on npm, which is fetched. */
      readonly kind: "npm";
      /** Its version, or a tag such as `latest`. */
      readonly version: string;
    };

/** A source whose schema is had as text. */
export type TextSource = Exclude<SchemaSource, { readonly kind: "release" }>;

/** A schema as a runtime printed it, without and with `--experimental`. */
export interface SchemaTexts {
  readonly stable: SchemaText;
  readonly experimental: SchemaText | undefined;
}

interface SchemaText {
  readonly text: string;
  readonly file: string;
  readonly runtimeVersion: string | null;
}

/** Reads the protocol's schema: extracted, from folders or from the archive, merged into one superset, corrections applied. */
export async function readSchema(source: SchemaSource): Promise<SchemaBundle> {
  if (source.kind === "release") return schemaOf(source.version, await archivedRelease(source.version));
  return parseSchema(await readTexts(source));
}

/** The schema that texts hold, as {@link readSchema} gives it. */
export function parseSchema({ stable, experimental }: SchemaTexts): SchemaBundle {
  return corrected(parse(stable), experimental && parse(experimental));
}

/** The schema of a release, of what it printed. */
export function schemaOf(version: string, { stable, experimental }: ReleaseSchemas): SchemaBundle {
  return corrected(
    mergeNamespaces(stable, `codex ${version}`, version),
    mergeNamespaces(experimental, `codex ${version} --experimental`, version),
  );
}

function corrected(stable: SchemaBundle, experimental: SchemaBundle | undefined): SchemaBundle {
  return applyCorrections(experimental === undefined ? stable : mergeExperimental(stable, experimental));
}

/** What a source says, before anything is made of it. */
export async function readTexts(source: TextSource): Promise<SchemaTexts> {
  if (source.kind === "folder") {
    const { path: folder, experimental, version: runtimeVersion = null } = source;
    return {
      stable: { ...(await readBundle(folder, "--schema")), runtimeVersion },
      experimental:
        experimental === undefined
          ? undefined
          : { ...(await readBundle(experimental, "--experimental-schema")), runtimeVersion },
    };
  }
  const { stable, experimental, runtimeVersion } = await extracted(source);
  return {
    stable: { text: stable, file: BUNDLE_FILE, runtimeVersion },
    experimental: { text: experimental, file: `experimental/${BUNDLE_FILE}`, runtimeVersion },
  };
}

async function extracted(
  source: Exclude<SchemaSource, { readonly kind: "release" | "folder" }>,
): Promise<ExtractedSchema> {
  switch (source.kind) {
    case "runtime":
      return extractSchema(source.path);
    case "installed":
      return extractSchema(await installedRuntime(source.cwd));
    case "npm":
      return publishedSchema(source.version);
  }
}

async function readBundle(folder: string, flag: string): Promise<Omit<SchemaText, "runtimeVersion">> {
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
    return { text: await readFile(file, "utf8"), file };
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
    // An editor may have put a byte order mark before it.
    return mergeNamespaces(JSON.parse(text.replace(/^\uFEFF/, "")), file, runtimeVersion);
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
