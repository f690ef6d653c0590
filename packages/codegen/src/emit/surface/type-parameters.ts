import { type OptionalKind, type TypeParameterDeclarationStructure } from "ts-morph";
import { type SurfaceClass } from "../../surface/surface.js";

/** A type parameter of generated code. */
export type TypeParameter = OptionalKind<TypeParameterDeclarationStructure>;

/** The approval modes that a client can be asked for. */
export const MODE: TypeParameter = { name: "Mode", constraint: "ApprovalMode" };

/** What the handwritten classes put for what the generated ones hand back. */
export const TYPE_PARAMETERS: Readonly<Record<SurfaceClass, readonly TypeParameter[]>> = {
  Codex: [MODE, { name: "ThreadHandle" }, { name: "Tools", default: "never" }],
  Thread: [MODE, { name: "ThreadHandle" }, { name: "Turns", constraint: "TurnTypes" }],
  ThreadGoal: [{ name: "GoalHandle" }],
};

/** How a caller reaches the methods of a class, in the words of an error. */
export const SPOKEN: Readonly<Record<SurfaceClass, string>> = {
  Codex: "Codex",
  Thread: "Thread",
  ThreadGoal: "Thread.goal",
};

/** Turns are typed by the schema that their answer must match: none, unless one is given. */
export const SCHEMA = {
  name: "Schema",
  constraint: "SchemaInput | undefined",
  default: "undefined",
} as const;

/** The options of a turn, with a schema or without. */
export const TURN_OPTIONS = "TurnOptions<Mode> | StructuredTurnOptions<Mode, Schema>";
