// The connection to Redis. It comes back by itself, and what was sent meanwhile is sent then.
import { once } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import { messageOf, StartError } from "./errors.js";

/**
 * Says once that Redis is lost, and once that it is back, however often it was tried in between. One that is not there yet is lost.
 *
 * @throws StartError where Redis is there and refuses the connection: so it would every other time.
 */
export async function connectRedis(url: string, log: (line: string) => void): Promise<Redis> {
  // A command waits as long as it takes: BullMQ wants it so.
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const where = addressOf(redis);
  let isLost = false;
  const lose = (why: string): void => {
    if (isLost) return;
    isLost = true;
    log(`redis ${where} is lost${why}. What runs goes on; it is tried again.`);
  };
  await once(redis, "ready").catch((error: unknown) => {
    const why = messageOf(error);
    if (error instanceof Error && error.name === "ReplyError") {
      redis.disconnect();
      throw unusable(redis, why, error);
    }
    lose(`: ${why}`);
  });
  redis.on("error", (error) => {
    lose(`: ${error.message}`);
  });
  redis.on("close", () => {
    lose("");
  });
  redis.on("ready", () => {
    if (isLost) log(`redis ${where} is back.`);
    isLost = false;
  });
  return redis;
}

/** Connects now or not at all: a worker waits for its Redis, and who adds jobs or decides wants to know that there is none. @throws StartError */
export async function reachRedis(
  url: string,
  options: Pick<
    RedisOptions,
    "retryStrategy" | "enableOfflineQueue" | "autoResendUnfulfilledCommands" | "commandTimeout"
  >,
): Promise<Redis> {
  const redis = new Redis(url, { ...options, lazyConnect: true, maxRetriesPerRequest: null });
  let why = "";
  redis.on("error", ({ message }) => (why = message));
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw unusable(redis, why || messageOf(error), error);
  }
}

/** What keeps a program from its Redis. */
function unusable(redis: Redis, why: string, cause: unknown): StartError {
  const said = why.startsWith("NOAUTH ") ? "it wants a password." : why;
  const hint = isRefusal(why)
    ? " It stands in the URL, redis://USER:PASSWORD@HOST:PORT, in --redis or REDIS_URL."
    : "";
  return new StartError(`Redis at ${addressOf(redis)} cannot be used: ${said}${hint}`, { cause });
}

/** Without the password that may stand in the URL. */
function addressOf({ options }: Redis): string {
  const { path, host = "", port = "" } = options;
  return path ?? `${host}:${port}`;
}

function isRefusal(message: string): boolean {
  return /^(NOAUTH|WRONGPASS) /.test(message);
}

/**
 * Stores a job's data where its lock is the token's. BullMQ's own `updateData` asks for no lock: what hung on its way would come after what a
 * later attempt has stored, and that one's turn would be forgotten.
 */
export async function storeIfLocked(
  redis: Redis,
  [lock, job]: readonly [lock: string, job: string],
  token: string,
  data: object,
): Promise<boolean> {
  const script = `
    if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
    redis.call("HSET", KEYS[2], "data", ARGV[2])
    return 1`;
  return (await redis.eval(script, 2, lock, job, token, JSON.stringify(data))) === 1;
}

/** Ends it, with what still waits for it. */
export function disconnect(redis: Redis): void {
  redis.removeAllListeners("close");
  redis.disconnect();
}

/** Whether an error is a connection that is lost or refused, and no answer of Redis to what was sent. */
export function isConnectionError(error: Error): boolean {
  return "syscall" in error || error.message === "Connection is closed." || isRefusal(error.message);
}
