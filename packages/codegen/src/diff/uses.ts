/** A place in somebody's tree. */
export interface Place {
  /** Relative to where the program was run, with `/` between folders. */
  readonly file: string;
  /** The first is 1. */
  readonly line: number;
  /** The first is 1. */
  readonly column: number;
}

/** How a tree uses what changed. */
export interface Uses {
  /**
   * Why nobody can tell whether it is used, such as a spread that takes all fields along; `null` where it is used.
   */
  readonly doubt: string | null;
  /** Sorted, at least one. */
  readonly places: readonly Place[];
}

/** The tree that a diff was held against. */
export interface UsedBy {
  /** As it was given. */
  readonly tree: string;
  /** Whether the compiler said what the values in it are; else only method strings and the names of types were found. */
  readonly typed: boolean;
  /** How many files were read. */
  readonly files: number;
  /** How many files of JavaScript stand in the folder and were not read, since its project does not say `allowJs`. */
  readonly unread: number;
  /** How many changes the tree does not use, and are left out. */
  readonly unused: number;
  /** How many of those that are told of may not be used. */
  readonly inDoubt: number;
}
