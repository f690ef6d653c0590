/**
 * A mistake in a test script: a reply that cannot be sent, a folder that would not be safe, a wait that can no longer
 * end because the scripted model was closed. Never thrown for what the runtime under test does.
 *
 * @example
 * ```ts
 * await expect(model.nextRequest()).rejects.toThrow(TestingError);
 * ```
 */
export class TestingError extends Error {
  override readonly name = "TestingError";
}
