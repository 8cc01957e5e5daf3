/** How one of several tasks ended that were done together. */
export type Ending<Result> = { readonly result: Result } | { readonly error: unknown };

/**
 * Does what is asked for while the last batch is done in one batch, in the order in which it was asked for. `run`
 * answers with one ending a task; when it rejects, all of them have failed.
 */
export function batched<Task, Result>(
  run: (tasks: readonly Task[]) => Promise<readonly Ending<Result>[]>,
): (task: Task) => Promise<Result> {
  const waiting: { readonly task: Task; readonly end: (ending: Ending<Result>) => void }[] = [];
  let isRunning = false;

  const work = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      let endings: readonly Ending<Result>[];
      try {
        endings = await run(batch.map(({ task }) => task));
      } catch (error) {
        endings = batch.map(() => ({ error }));
      }
      batch.forEach(({ end }, index) => end(endings[index] ?? { error: new Error("a task of a batch has no ending") }));
    }
    isRunning = false;
  };

  return (task) =>
    new Promise((resolve, reject) => {
      const end = (ending: Ending<Result>): void => {
        if ("error" in ending) reject(ending.error);
        else resolve(ending.result);
      };
      waiting.push({ task, end });
      if (!isRunning) void work();
    });
}
