/** Calls a listener. What it throws becomes an `uncaughtException` of the process: nobody else is kept from hearing. */
export function callListener<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
