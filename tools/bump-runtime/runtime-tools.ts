import type { Protocol, ProtocolDiff } from "@codex-typed/codegen";
import type { Published } from "./target-version.js";

/** What a generation found. */
interface GeneratedClient {
  readonly protocol: Protocol;
  /** Params fields that the schema has and the high-level API neither shows nor withholds. */
  readonly notExposed: readonly string[];
}

/** The expensive steps of a bump. Tests give their own. */
export interface RuntimeTools {
  /** What can be installed. */
  published(signal: AbortSignal): Promise<Published>;
  /** Makes node_modules what the manifests say, and the lockfile with it. */
  install(signal: AbortSignal): Promise<void>;
  /** Makes node_modules what the lockfile says. Not to be interrupted. */
  reinstall(): Promise<void>;
  /** The protocol of the runtime that is installed. */
  readProtocol(): Promise<Protocol>;
  /**
   * Writes the schema of the runtime that is installed into the history that comes with the generator. Resolves to the size of that in bytes,
   * or `undefined` where the history has a newer one.
   */
  recordRelease(version: string): Promise<number | undefined>;
  /** Writes the schema of a release that npm has, and that is older than the one that is installed, into that history. */
  recordPublished(version: string): Promise<number | undefined>;
  /** Writes the client's generated code from the runtime that is installed. */
  generate(): Promise<GeneratedClient>;
  /** What the runtime that is installed prints with `generate-ts --experimental`: path → text. */
  printTypes(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  diff(before: Protocol, after: Protocol): ProtocolDiff;
  markdown(diff: ProtocolDiff): string;
  /** Runs every check of the workspace, and tells `onLine` what it prints. */
  verify(signal: AbortSignal, onLine: (line: string) => void): Promise<void>;
}
