import { TestingError } from "./errors.js";

/**
 * Tokens that a reply says it used. The runtime adds them up in `thread/tokenUsage/updated`.
 *
 * @example
 * ```ts
 * message("Hello", { usage: { inputTokens: 250_000 } }); // close to the context window
 * ```
 */
export interface TokenUsage {
  /** Tokens that the model read. */
  readonly inputTokens: number;
  /** Of those, the ones that came from a cache. */
  readonly cachedInputTokens: number;
  /** Tokens that the model wrote. */
  readonly outputTokens: number;
  /** Of those, the ones that it only thought. */
  readonly reasoningTokens: number;
}

const defaults: TokenUsage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 };

/** Fills in what a script left out. */
export function tokenUsage(given: Partial<TokenUsage> = {}): TokenUsage {
  const usage = { ...defaults, ...given };
  for (const [name, tokens] of Object.entries(usage)) {
    if (!Number.isSafeInteger(tokens) || tokens < 0)
      throw new TestingError(`The usage of a reply counts whole tokens: ${name} cannot be ${tokens}.`);
  }
  refuseMore(usage, "cachedInputTokens", "inputTokens");
  refuseMore(usage, "reasoningTokens", "outputTokens");
  return usage;
}

function refuseMore(usage: TokenUsage, part: keyof TokenUsage, whole: keyof TokenUsage): void {
  if (usage[part] <= usage[whole]) return;
  throw new TestingError(
    `The usage of a reply has ${usage[part]} ${part} in ${usage[whole]} ${whole}: they are a part of these.`,
  );
}

/** The `usage` member of `response.completed`. */
export function usageOnTheWire(usage: TokenUsage): Record<string, unknown> {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
