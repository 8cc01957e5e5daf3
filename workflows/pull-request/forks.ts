import { authorise } from "../doors/authorise.ts";
import type { Forge } from "../ports/forge.ts";
import type { AskedHead } from "../ports/jobs.ts";
import type { ClaimStore } from "../ports/ledger.ts";
import type { Account, PullRequest } from "../ports/review.ts";
import type { Unasked } from "../render/fork-states.ts";

/** As long as a published plan counts, in milliseconds: a head that stays open for longer is asked for again. */
const ASKED_MS = 180 * 24 * 60 * 60 * 1000;

/** As long somebody who asked for a plan and may not write counts as a stranger before GitHub is asked. */
const STRANGER_MS = 60 * 60 * 1000;

/** What a pull request's head is taken for. */
export type Standing =
  /** Of this very repository, where only who may write pushes. */
  | { readonly kind: "own" }
  /** Of a fork's, and somebody who may write asked for a plan of this very head. */
  | { readonly kind: "asked" }
  /** Of a fork's, or of one that was deleted: whoever opened the pull request, anybody may have pushed it. */
  | { readonly kind: "unasked"; readonly because: Unasked };

export interface StandingDeps {
  readonly forge: Forge;
  readonly ledger: ClaimStore;
}

/**
 * Decides what is read for a head, before anything is. `asked`: that somebody pressed the button which asks for a plan of a
 * fork's head. It counts for the head that the button stood beside, where whoever pressed it may write at this moment; it is
 * kept, so that this head is planned again for whatever reason, and no other one.
 */
export async function standingOf(
  pull: PullRequest,
  asked: AskedHead | undefined,
  { forge, ledger }: StandingDeps,
): Promise<Standing> {
  if (!pull.isFork) return { kind: "own" };
  const key = `fork-head/${forge.id.id}/${pull.number}/${pull.head}`;
  if ((await ledger.claimedBy(key)) !== undefined) return { kind: "asked" };
  // A check of another App's may have any text.
  if (asked === undefined || asked.app !== forge.app) return { kind: "unasked", because: { why: "nobody" } };
  const { head, by } = asked;
  const { login } = by;
  if (head !== pull.head) return { kind: "unasked", because: { why: "pushed-since", login, head } };
  if ((await authorise(by, { forge })) !== undefined) {
    await noteStranger(by, forge.id.id, ledger);
    return { kind: "unasked", because: { why: "stranger", login } };
  }
  await ledger.claim(key, ASKED_MS, String(by.id));
  return { kind: "asked" };
}

/** Keeps that somebody asked for a plan and was found not to be able to write. */
export async function noteStranger(by: Account, repository: number, ledger: ClaimStore): Promise<void> {
  await ledger.claim(strangerKey(repository, by), STRANGER_MS, String(by.id));
}

/** Whether somebody asked for a plan lately and was found not to be able to write. */
export async function wasStranger(by: Account, repository: number, ledger: ClaimStore): Promise<boolean> {
  return (await ledger.claimedBy(strangerKey(repository, by))) !== undefined;
}

function strangerKey(repository: number, { id }: Account): string {
  return `stranger/${repository}/${id}`;
}
