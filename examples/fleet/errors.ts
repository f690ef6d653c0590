/** Nothing was begun: a person has to mend something first, which the message names. */
export class StartError extends Error {
  override readonly name: string = "StartError";
}

/** A command line that cannot be followed. */
export class UsageError extends StartError {
  override readonly name = "UsageError";
}

/** What an error says; what others throw may be none. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
