import type { OptionalKind, TypeParameterDeclarationStructure } from "ts-morph";
import type { SurfaceClass } from "../../surface/surface.js";

/** A type parameter of generated code. */
export type TypeParameter = OptionalKind<TypeParameterDeclarationStructure>;

/** The approval modes that a client can be asked for. */
export const MODE: TypeParameter = { name: "Mode", constraint: "ApprovalMode" };

/** What stands for the handwritten class that the methods of a class hand back. */
export const HANDLE = {
  Codex: { name: "ThreadHandle" },
  Thread: { name: "ThreadHandle" },
  ThreadGoal: { name: "GoalHandle" },
} as const satisfies Record<SurfaceClass, TypeParameter>;

/** What the handwritten classes put for what the generated ones hand back and take. */
export const TYPE_PARAMETERS: Readonly<Record<SurfaceClass, readonly TypeParameter[]>> = {
  Codex: [MODE, HANDLE.Codex, { name: "Tools", default: "never" }, { name: "Profile", default: "never" }],
  Thread: [MODE, HANDLE.Thread, { name: "Profile", default: "never" }],
  ThreadGoal: [HANDLE.ThreadGoal],
};

/** How a caller reaches the methods of a class, in the words of an error. */
export const SPOKEN: Readonly<Record<SurfaceClass, string>> = {
  Codex: "Codex",
  Thread: "Thread",
  ThreadGoal: "Thread.goal",
};

/** The schema that the answer of a turn must match. */
export const SCHEMA = { name: "Schema", constraint: "SchemaInput" } as const satisfies TypeParameter;
