import type { Harness } from "./harness.js";

/**
 * One way to consume the packed packages. A folder `rows/KIND/` holds a `row.ts` that exports `rows: readonly ConsumerRow[]`, and the
 * programs that only its rows need; what several kinds run stands in `programs/`.
 */
export interface ConsumerRow {
  /** What is different in it, such as "CommonJS from require, moved elsewhere". */
  readonly name: string;
  /**
   * What it needs from npm, pinned exactly. All rows share one install, so of two versions one has an alias:
   * `"typescript-5.9": "npm:typescript@5.9.3"`.
   */
  readonly packages?: Readonly<Record<string, string>>;
  /** Part of `npm test` as well: one row of each kind, the cheapest. */
  readonly sample?: true;
  /** Why it cannot run here, if so: a program that is not on this machine. It is then told as skipped. */
  readonly missing?: () => string | undefined | Promise<string | undefined>;
  /** Rejects if what it tries does not work. */
  readonly run: (harness: Harness) => Promise<void>;
}

/** A row, and the folder that it stands in. */
export interface NamedRow extends ConsumerRow {
  readonly kind: string;
  /** `KIND: NAME`, by which it is chosen and told. */
  readonly title: string;
}
