/** The end of a patience, to race work against: one promise for any number of pieces, since each listener of a signal is kept. */
export function endOf(patience: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const end = (): void => resolve(undefined);
    if (patience.aborted) end();
    patience.addEventListener("abort", end, { once: true });
  });
}
