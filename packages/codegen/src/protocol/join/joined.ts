import type { TypeNode } from "../protocol.js";

/** Two types that no value has at once, and where in what was joined they met. */
export interface Conflict {
  readonly kind: "conflict";
  /** Property names and `[]`, from the outside in. */
  readonly path: readonly string[];
  readonly between: readonly [TypeNode, TypeNode];
}

/** What joining two types comes to. */
export type Joined = TypeNode | Conflict;

/** Whether two types could not be joined. */
export function isConflict(joined: Joined): joined is Conflict {
  return joined.kind === "conflict";
}

/** How types are joined. */
export interface JoinContext {
  /** The type of a definition; `undefined` while it is being read itself. */
  readonly typeOf: (name: string) => TypeNode | undefined;
  /**
   * Whether what is joined is one of several alternatives. There an optional property on which the two disagree is one that
   * cannot be; elsewhere the schema contradicts itself.
   */
  readonly alternative: boolean;
}

/** The same, while parts of what is joined are being joined. */
export interface JoinWithin extends JoinContext {
  /** The pairs with a definition in them that are being joined, further out: one that is met again goes on for ever. */
  readonly open: ReadonlySet<string>;
  readonly join: (a: TypeNode, b: TypeNode, context: JoinWithin) => Joined;
}

/** `conflict` as seen from one step further out. */
export function within(step: string, conflict: Conflict): Conflict {
  return { ...conflict, path: [step, ...conflict.path] };
}

/** That no value is of both types. */
export function conflictOf(a: TypeNode, b: TypeNode): Conflict {
  return { kind: "conflict", path: [], between: [a, b] };
}

/** The words of both, once each. */
export function joinDocs(...docs: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(docs.filter((doc) => doc !== undefined && doc.trim() !== ""))];
  return distinct.length === 0 ? undefined : distinct.join("\n\n");
}
