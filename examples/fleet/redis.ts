// The connection to Redis. It comes back by itself, and what was sent meanwhile is sent then.
import { Redis } from "ioredis";

/** Says once that Redis is lost, and once that it is back, however often it was tried in between. */
export function connectRedis(url: string, log: (line: string) => void): Redis {
  // A command waits as long as it takes: BullMQ wants it so.
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  const { path, host = "", port = "" } = redis.options;
  const where = path ?? `${host}:${port}`;
  let isLost = false;
  const lose = (why: string): void => {
    if (isLost) return;
    isLost = true;
    log(`redis ${where} is lost${why}. What runs goes on; it is tried again.`);
  };
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

/** Whether an error is a lost connection, and no answer of Redis. */
export function isConnectionError(error: Error): boolean {
  return "syscall" in error || error.message === "Connection is closed.";
}
