import type { Transport } from "../transport/transport.js";
import { invalidConfiguration } from "./invalid-configuration.js";

/** A transport that notes when the runtime says that it could not read its configuration. */
export interface ConfigurationWatch {
  readonly transport: Transport;
  /** What the runtime said, if it did so far. */
  readonly problem: string | undefined;
}

/**
 * Watches below the client: the warning comes in one read with the response to `initialize`, before whoever waits for
 * the connection can listen.
 */
export function watchConfiguration(transport: Transport): ConfigurationWatch {
  let problem: string | undefined;
  return {
    get problem() {
      return problem;
    },
    transport: {
      open: (sink, options) =>
        transport.open(
          {
            message: (text) => {
              problem ??= problemIn(text);
              sink.message(text);
            },
            closed: (end) => {
              sink.closed(end);
            },
          },
          options,
        ),
    },
  };
}

function problemIn(text: string): string | undefined {
  // Parsing every message of a test a second time would be felt; almost none is a warning.
  if (!text.includes('"configWarning"')) return undefined;
  return invalidConfiguration(JSON.parse(text) as { readonly method: string });
}
