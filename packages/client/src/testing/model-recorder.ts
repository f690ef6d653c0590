import type { Recording } from "./recording.js";

/**
 * Options of {@link recordModel}.
 *
 * @example
 * ```ts
 * const options: ModelRecorderOptions = { upstream: "https://api.openai.com/v1", headers: { authorization: `Bearer ${key}` } };
 * ```
 */
export interface ModelRecorderOptions {
  /** The `base_url` of the model's provider, which speaks the streaming Responses API. */
  readonly upstream: string;
  /** Sent with each request, over what the runtime sends. A key that stands here reaches neither the runtime nor the recording. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An endpoint that passes requests on to a model, and takes down what is asked and answered.
 *
 * @example
 * ```ts
 * const recorder: ModelRecorder = await recordModel({ upstream: "http://127.0.0.1:11434/v1" });
 * ```
 */
export interface ModelRecorder extends AsyncDisposable {
  /** The provider's `base_url` for the runtime: `createTestHome({ baseUrl: recorder.url })`. */
  readonly url: string;
  /** What has been answered so far, or has ended otherwise. Keys that the requests carried are blotted out wherever they stand in it. */
  readonly recording: Recording;
  /** Writes the recording to a file, as JSON. */
  save(file: string | URL): Promise<void>;
  /** Ends what is passed on, and takes no more. May be called again. */
  close(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
