import type { Reason } from "../engine/plan/write/result.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import type { Asked } from "../ports/jobs.ts";
import type { CounterStore } from "../ports/ledger.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Anybody may comment, as often as they like: as many commands of one account, and of all, are looked at in an hour. */
const MOST_COMMENTS = { ofOne: 20, ofAll: 300 } as const;

interface AuthoriseDeps {
  readonly forge: { readonly id: Pick<Forge["id"], "id">; readonly trigger: Pick<Forge["trigger"], "mayWrite"> };
}

/**
 * Whether somebody may ask for work by hand, whichever door they come by: whether that very account, by its number, may
 * write to the repository at this moment. undefined: it may.
 */
export async function authorise(by: Asked["by"], { forge }: AuthoriseDeps): Promise<Reason | undefined> {
  return (await forge.trigger.mayWrite(by)) ? undefined : "sender-not-allowed";
}

/** The same of a comment, which costs a question: not for ever of an account, nor of all together. */
export async function authoriseComment(
  by: Asked["by"],
  deps: AuthoriseDeps & { readonly ledger: CounterStore; readonly clock: Pick<Clock, "now"> },
): Promise<Reason | undefined> {
  const { forge, ledger, clock } = deps;
  const begin = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
  const count = (of: number | "all"): Promise<number> =>
    ledger.count(`comments/${forge.id.id}/${of}/${begin}`, 1, 2 * HOUR_MS);
  if ((await count(by.id)) > MOST_COMMENTS.ofOne) return "asked-too-often";
  if ((await count("all")) > MOST_COMMENTS.ofAll) return "asked-too-often";
  return await authorise(by, deps);
}
