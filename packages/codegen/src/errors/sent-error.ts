import { CodegenError, type CodegenErrorDetails } from "./codegen-error.js";

/** An error on its way to another thread: structured cloning alone would lose the class and the fields of ours. */
export type SentError =
  | { readonly kind: "codegen"; readonly details: CodegenErrorDetails; readonly stack: string | undefined }
  | { readonly kind: "other"; readonly error: Error };

/** `thrown` as data. */
export function sendError(thrown: unknown): SentError {
  if (!(thrown instanceof CodegenError))
    return { kind: "other", error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  const { message, file, pointer, found, expected, fix, cause, stack } = thrown;
  return { kind: "codegen", details: { message, file, pointer, found, expected, fix, cause }, stack };
}

/** The error that {@link sendError} was given, with its class, fields and stack. */
export function receiveError(sent: SentError): Error {
  if (sent.kind === "other") return sent.error;
  const error = new CodegenError(sent.details);
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}
