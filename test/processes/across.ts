import { LeaseLostError } from "../../workflows/ports/ledger.ts";

/** A port whose every method is asynchronous, as a process that may die or sleep has it of one that does neither. */
type Port = object;

/** A call from the worker, by its number. */
export interface Asked {
  readonly port: string;
  readonly method: string;
  readonly given: readonly unknown[];
  readonly number: number;
}

/** What became of it; of an error only what a worker tells errors apart by. */
export interface Answered {
  readonly number: number;
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

/** What the worker sends besides. */
export interface Ended {
  readonly ended: string;
}

/** The worker's side: ports that the parent answers for, over the channel that Node opens between them. */
export function askingParent(): { <P extends Port>(name: string): P } {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let count = 0;
  process.on("message", ({ number, value, error }: Answered) => {
    const call = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) call?.resolve(value);
    else call?.reject(error.name === "LeaseLostError" ? new LeaseLostError(error.message) : new Error(error.message));
  });
  return <P extends Port>(port: string): P =>
    new Proxy({} as P, {
      get: (_, method) =>
        // Whoever awaits the port itself asks whether it is a promise.
        method === "then" || typeof method === "symbol"
          ? undefined
          : (...given: readonly unknown[]) => {
              const number = (count += 1);
              const call = Promise.withResolvers<unknown>();
              waiting.set(number, call);
              // A signal is of its own process.
              const sent = given.filter((each) => !(each instanceof AbortSignal));
              // A parent that is gone answers nothing any more.
              if (process.connected) process.send?.({ port, method, given: sent, number } satisfies Asked);
              return call.promise;
            },
    });
}

/** The parent's side: does what was asked for. Never rejects. */
export async function answer(
  { port, method, given, number }: Asked,
  ports: Readonly<Record<string, Port>>,
): Promise<Answered> {
  try {
    const methods = ports[port] as Record<string, (...given: readonly unknown[]) => Promise<unknown>>;
    const task = methods[method];
    if (task === undefined) throw new Error(`the port "${port}" has no method "${method}"`);
    return { number, value: await task(...given) };
  } catch (error) {
    const { name, message } = error as Error;
    return { number, error: { name, message } };
  }
}
