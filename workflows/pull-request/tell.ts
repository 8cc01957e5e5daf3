import type { CheckReport } from "../ports/checks.ts";
import { checkNames, planAgain } from "../ports/checks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import type { PullRequest } from "../ports/review.ts";
import type { TrailEvent, TrailStep, TrailStore } from "../ports/trail.ts";
import type { PlanCommentContext } from "../render/context.ts";
import { marker } from "../render/plan-comment.ts";
import type { CheckTexts, PullRequestState } from "../render/pull-request-states.ts";

/** A pull request that is told of. */
export interface Subject {
  readonly pull: PullRequest;
  readonly baseBranch: string;
  readonly trail: readonly TrailStep[];
}

interface TellDeps {
  readonly forge: Forge;
  readonly ledger: TrailStore;
  readonly clock: Clock;
}

/** Writes what there is to say of a pull request into its one comment and its one check. */
export interface Teller {
  readonly context: PlanCommentContext;
  /** Whether it was told anything before. */
  readonly wasTold: boolean;
  /** The same once the tip of the base is known. */
  at(base: string): Teller;
  /** The context of a comment that says what becomes of it now. */
  after(what: TrailEvent, digest: string | null): PlanCommentContext;
  check(texts: CheckTexts): Promise<void>;
  /** Whether the check has begun and not ended. */
  isOpen(): Promise<boolean>;
  /** Edits the comment where there is one. */
  comment(body: string): Promise<void>;
  /** Says what became of it: the comment first, so that a check never says more than can be read. */
  tell(what: TrailEvent, state: PullRequestState, digest?: string | null): Promise<void>;
}

/** `at`: the tip of the base, and where the check is, once they are known. */
export function createTeller(
  subject: Subject,
  deps: TellDeps,
  at: { readonly base: string | null; readonly checkUrl: string | null } = { base: null, checkUrl: null },
): Teller {
  const { pull, baseBranch, trail } = subject;
  const { base } = at;
  const { forge, ledger, clock } = deps;
  const { number, head } = pull;
  const { id: repository, webUrl } = forge;
  let { checkUrl } = at;
  const context = (): PlanCommentContext => ({
    repository,
    webUrl,
    pullRequest: number,
    head,
    base,
    baseBranch,
    pointsAt: pull.baseRef,
    folder: "",
    trail,
    checkUrl,
  });
  const step = (what: TrailEvent, digest: string | null): TrailStep => ({
    repository: repository.id,
    pullRequest: number,
    at: clock.now(),
    what,
    commit: head,
    base,
    digest,
  });
  const check = async (texts: CheckTexts): Promise<void> => {
    const button = texts.conclusion === null ? {} : { actions: [planAgain] };
    const report: CheckReport = { name: checkNames.plan, commit: head, externalId: null, ...texts, ...button };
    checkUrl = await forge.checks.putCheck(report);
  };
  return {
    get context() {
      return context();
    },
    wasTold: trail.length > 0,
    at: (tip) => createTeller(subject, deps, { base: tip, checkUrl }),
    after: (what, digest) => ({ ...context(), trail: [...trail, step(what, digest)] }),
    check,
    async isOpen() {
      return (await forge.checks.checksOn(head)).some(({ name, open }) => name === checkNames.plan && open);
    },
    async comment(body) {
      await forge.review.putComment(number, marker("plan"), body, "edit-only");
    },
    async tell(what, { comment, mode, check: texts }, digest = null) {
      const last = trail.at(-1);
      const now = step(what, digest);
      const isNew =
        last === undefined ||
        !(["what", "commit", "base", "digest"] as const).every((member) => last[member] === now[member]);
      // Of what was never told of, that nothing is to be told is no step.
      if (isNew && (mode === "create-or-edit" || trail.length > 0)) await ledger.noteStep(now);
      if (mode === "create-or-edit" || trail.length > 0) {
        await forge.review.putComment(number, marker("plan"), comment, mode);
      }
      if (texts !== null) await check(texts);
    },
  };
}
