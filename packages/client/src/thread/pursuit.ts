/** Follows the pursuit of a goal up to its end. */
export interface Pursuit {
  readonly threadId: string;
  /** Settles when the pursuit ends, or when its end will never be seen. */
  readonly ended: Promise<unknown>;
  fail(error: Error): void;
}
