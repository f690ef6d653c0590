export { bumpFor } from "./diff/bump.js";
export { diffProtocols } from "./diff/diff-protocols.js";
export type * from "./diff/diff.js";
export { renderGithub, SUMMARY_LIMIT } from "./diff/render/github.js";
export { renderHtml } from "./diff/render/html.js";
export { renderJson } from "./diff/render/json.js";
export { renderMarkdown } from "./diff/render/markdown.js";
export { CodegenError, type CodegenErrorDetails } from "./errors/codegen-error.js";
export { DEFAULT_SUPPORT, generate, type Generated, type GenerateOptions } from "./generate.js";
export { checkFolder, type StaleFile } from "./output/check.js";
export type { OutputFiles } from "./output/files.js";
export { writeFolder } from "./output/write.js";
export type * from "./protocol/protocol.js";
export { readProtocol } from "./protocol/read-protocol.js";
export { readSchema, type SchemaSource } from "./schema/read.js";
export type {
  ApprovalRule,
  Surface,
  SurfaceArgument,
  SurfaceCall,
  SurfaceClass,
  SurfaceMethod,
  SurfaceRow,
} from "./surface/surface.js";
