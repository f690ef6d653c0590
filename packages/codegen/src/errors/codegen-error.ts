/** What a {@link CodegenError} says: where the trouble is, what was found, and how to mend it. */
export interface CodegenErrorDetails {
  /** One sentence that names the trouble. */
  readonly message: string;
  /** The file, folder or program that was read or written. */
  readonly file?: string | undefined;
  /** JSON pointer into `file`, such as `/definitions/v2/ThreadItem/oneOf/3`. */
  readonly pointer?: string | undefined;
  /** What stands there. */
  readonly found?: string | undefined;
  /** What was expected to stand there. */
  readonly expected?: string | undefined;
  /** What the caller can do about it. */
  readonly fix: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

/**
 * Input that cannot be turned into output, or output that cannot be written. Nothing has been written when it is thrown.
 *
 * @example
 * ```ts
 * import { CodegenError, generate } from "@codex-typed/codegen";
 *
 * try {
 *   await generate({ source: { kind: "folder", path: "./schema" } });
 * } catch (error) {
 *   if (error instanceof CodegenError) console.error(error.file, error.pointer, error.fix);
 * }
 * ```
 */
export class CodegenError extends Error {
  /** The name of the class, by which it is known across realms. */
  override readonly name = "CodegenError";
  /** The file, folder or program concerned. */
  readonly file: string | undefined;
  /** JSON pointer into {@link file}. */
  readonly pointer: string | undefined;
  /** What was found there. */
  readonly found: string | undefined;
  /** What was expected there. */
  readonly expected: string | undefined;
  /** How to mend it. */
  readonly fix: string;

  constructor(details: CodegenErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.file = details.file;
    this.pointer = details.pointer;
    this.found = details.found;
    this.expected = details.expected;
    this.fix = details.fix;
  }

  /** The whole report, a line for each thing known. */
  describe(): string {
    const where =
      this.file === undefined ? this.pointer : `${this.file}${this.pointer ? `#${this.pointer}` : ""}`;
    const lines: (readonly [label: string, text: string | undefined])[] = [
      ["at", where],
      ["found", this.found],
      ["expected", this.expected],
      ["fix", this.fix],
    ];
    const known = lines.filter(([, text]) => text !== undefined);
    return [this.message, ...known.map(([label, text]) => `  ${label.padEnd(8)} ${text}`)].join("\n");
  }
}
