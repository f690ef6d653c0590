/** Aborts when the user or a supervisor ends the benchmark, so that what was made for it is removed first. */
export function interruption(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const interrupt = (): void => {
    controller.abort(new Error("interrupted"));
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  // Not `once`: where nobody is left who listens, tsx ends the process at once.
  for (const name of signals) process.on(name, interrupt);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of signals) process.off(name, interrupt);
    },
  };
}
