import { createRequire } from "node:module";
import type * as TsMorph from "ts-morph";

// The compiler that ts-morph brings is nine megabytes of CommonJS: an `import` would have Node look through it for names first.
export const { Project, StructureKind, ts } = createRequire(import.meta.url)("ts-morph") as typeof TsMorph;
