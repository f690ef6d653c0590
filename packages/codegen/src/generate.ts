import { startEmitter } from "./emit/emitter.js";
import { Ages, shippedIndex } from "./history/ages.js";
import { withAges } from "./history/with-ages.js";
import type { OutputFiles } from "./output/files.js";
import type { Protocol } from "./protocol/protocol.js";
import type { SchemaBundle } from "./schema/json-schema.js";
import { readSchema, type SchemaSource } from "./schema/read.js";
import { resolveSurface } from "./surface/resolve-surface.js";
import type { Surface } from "./surface/surface.js";
import { SURFACE_TABLE } from "./surface/table.js";

/** What to generate from, and for whom. */
export interface GenerateOptions {
  /** Where the schema comes from. */
  readonly source: SchemaSource;
  /**
   * The module that the generated code imports its types and helpers from.
   *
   * @defaultValue `"@codex-typed/client/generated-support"`
   */
  readonly support?: string;
}

/** Output, and the models that it was made from. Nothing has been written. */
export interface Generated {
  /** The files, by their paths in the output folder. */
  readonly files: OutputFiles;
  /** What the schema means. */
  readonly protocol: Protocol;
  /** The high-level methods, and what the table leaves out. */
  readonly surface: Surface;
}

/** The module that generated code imports from, unless another is named. */
export const DEFAULT_SUPPORT = "@codex-typed/client/generated-support";

/**
 * Runs the whole pipeline in memory: schema → protocol → surface → files. Give the files to `writeFolder` or `checkFolder`.
 *
 * @throws CodegenError when the schema cannot be had or read, or does not fit the surface table.
 * @example
 * ```ts
 * import { generate, writeFolder } from "@codex-typed/codegen";
 *
 * const { files, protocol } = await generate({ source: { kind: "installed", cwd: process.cwd() } });
 * await writeFolder("./src/generated", files);
 * console.log(`${protocol.clientRequests.length} requests of codex ${protocol.runtimeVersion}`);
 * ```
 */
export function generate(options: GenerateOptions): Promise<Generated> {
  return generateFrom(readSchema(options.source), options.support);
}

/** {@link generate} from a schema that is still being had. */
export async function generateFrom(
  schema: Promise<SchemaBundle>,
  support: string = DEFAULT_SUPPORT,
): Promise<Generated> {
  // What emits and formats takes as long to load as the schema takes to be had: both at once.
  const emitter = startEmitter();
  try {
    const [bundle, index, { readProtocol }, { formatFiles }] = await Promise.all([
      schema,
      shippedIndex(),
      import("./protocol/read-protocol.js"),
      import("./output/format.js"),
    ]);
    const { protocol, comesLater } = withAges(await readProtocol(bundle), new Ages(index));
    const surface = resolveSurface(protocol, SURFACE_TABLE, comesLater);
    const parts = emitter.emit({ protocol, surface, support });
    return { files: await formatFiles(parts, protocol.runtimeVersion), protocol, surface };
  } finally {
    await emitter.close();
  }
}
