import type { ExperimentalClientRequests } from "../generated/experimental/methods.js";
import { mismatchOf } from "../lib/shape.js";
import type { CallOptions } from "../rpc/call-options.js";
import type { ProtocolCall } from "../rpc/protocol-connection.js";
import { ProtocolError } from "../transport/protocol-error.js";

/** What a request answers that hands out its data a page at a time. */
interface Page<Item> {
  readonly data: readonly Item[];
  /** Leads to the next page; absent on the last. */
  readonly nextCursor?: string | null;
}

/** Iterates over what a method answers a page at a time; each iteration begins with the first. */
export function pagesOf<Item>(
  call: ProtocolCall,
  method: keyof ExperimentalClientRequests,
  params: object,
  options: CallOptions,
): AsyncIterable<Item> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const page of eachPage<Item>(call, method, params, options)) yield* page;
    },
  };
}

/** Filters may leave a page empty that is not the last, but a server that goes on like this has nothing to say. */
const mostEmptyPages = 100;

/**
 * Iterates over the pages that a method answers. The next is fetched when it is asked for; leaving the loop fetches no more.
 *
 * @param onEndless Called where the server leads in a circle, or from one empty page to the next without end; the iteration ends with it.
 */
export async function* eachPage<Item>(
  call: ProtocolCall,
  method: keyof ExperimentalClientRequests,
  params: object,
  { signal, timeoutMs, onSent }: CallOptions = {},
  onEndless = (why: ProtocolError): void => {
    throw why;
  },
): AsyncGenerator<readonly Item[], void, undefined> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  let empty = 0;
  do {
    const at = cursor === undefined ? params : { ...params, cursor };
    const page = (await call(method, at, { signal, timeoutMs, onSent })) as Page<Item>;
    const lack = mismatchOf(page, { data: "list", "nextCursor?": "text" });
    if (lack !== undefined) {
      throw new ProtocolError(
        `The server answered ${method} without a ${lack || "page"} that can be read.`,
        JSON.stringify(page) ?? "",
      );
    }
    const { data, nextCursor } = page;
    yield data;
    empty = data.length === 0 ? empty + 1 : 0;
    cursor = nextCursor ?? undefined;
    if (cursor === undefined) return;
    if (seen.has(cursor)) {
      onEndless(
        new ProtocolError(`The server answers ${method} in a circle: it gave the same cursor twice.`, cursor),
      );
      return;
    }
    seen.add(cursor);
  } while (empty < mostEmptyPages);
  onEndless(
    new ProtocolError(
      `The server answers ${method} without end: ${String(mostEmptyPages)} empty pages in a row, each with a cursor to the next.`,
      cursor,
    ),
  );
}
