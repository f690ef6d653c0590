import type { ts as TS } from "ts-morph";
import type { Place } from "../../diff/uses.js";
import type { ProtocolDeclarations } from "../declarations.js";
import type { TreeUsage } from "../tree-usage.js";
import type { Wanted } from "../wanted.js";
import type { HeldTypes } from "./held-types.js";

/** What the readers of a file share. */
export interface Reading {
  readonly wanted: Wanted;
  readonly declarations: ProtocolDeclarations;
  /** Where they put what they find. */
  readonly usage: TreeUsage;
  readonly placeOf: (node: TS.Node) => Place;
}

/** The same where the compiler says what values are. */
export interface TypedReading extends Reading {
  readonly checker: TS.TypeChecker;
  readonly held: HeldTypes;
}
