import { type CheckReport, checkNames, forkCheckId, planAgainButton } from "../ports/checks.ts";
import type { Clock } from "../ports/clock.ts";
import type { Forge } from "../ports/forge.ts";
import type { PullRequest } from "../ports/review.ts";
import type { TrailEvent, TrailStep, TrailStore } from "../ports/trail.ts";
import type { CheckTexts } from "../render/check.ts";
import type { PlanCommentContext } from "../render/context.ts";
import { marker } from "../render/plan-comment.ts";
import type { PullRequestState } from "../render/pull-request-states.ts";

/** A pull request that is told of, as far as it is known. */
export interface Subject {
  readonly pull: PullRequest;
  readonly baseBranch: string;
  /** The tip of the base. */
  readonly base: string | null;
  readonly trail: readonly TrailStep[];
  /** Where the check is. */
  readonly checkUrl: string | null;
}

interface TellDeps {
  readonly forge: Forge;
  readonly ledger: TrailStore;
  readonly clock: Clock;
}

/** What became of a pull request, with the digest of its plan, if it has one. */
export interface Became {
  readonly what: TrailEvent;
  readonly digest: string | null;
}

/** Writes what there is to say of a pull request into its one comment and its one check. */
export interface Teller {
  /** What a comment says beside the plan. With what became of it, the way that it went ends with that. */
  context(became?: Became): PlanCommentContext;
  /** Returns where the check is. */
  check(texts: CheckTexts): Promise<string>;
  /** Whether the check has begun and not ended. */
  isOpen(): Promise<boolean>;
  /** Edits the comment where there is one. */
  comment(body: string): Promise<void>;
  /** Says what became of it: the comment first, so that a check never says more than can be read. */
  tell(became: Became, state: PullRequestState): Promise<void>;
}

/**
 * Whether people were told anything of it, as far as its way is kept. By this alone it is decided whether there is a
 * comment to edit; nothing that is planned or applied depends on it.
 */
export function wasTold({ trail }: Pick<Subject, "trail">): boolean {
  return trail.length > 0;
}

export function createTeller(subject: Subject, { forge, ledger, clock }: TellDeps): Teller {
  const { pull, baseBranch, base, trail, checkUrl } = subject;
  const { number, head } = pull;
  const { id: repository, webUrl } = forge;
  const wayTo = ({ what, digest }: Became): readonly TrailStep[] => {
    const step = { repository: repository.id, pullRequest: number, at: clock.now(), what, commit: head, base, digest };
    return withStep(trail, step);
  };
  const context: Teller["context"] = (became) => ({
    repository,
    webUrl,
    pullRequest: number,
    head,
    base,
    baseBranch,
    pointsAt: pull.baseRef,
    folder: "",
    trail: became === undefined ? trail : wayTo(became),
    checkUrl,
  });
  const check: Teller["check"] = async ({ button = planAgainButton, ...texts }) => {
    const actions = texts.conclusion === null ? {} : { actions: [button] };
    const externalId = pull.isFork ? forkCheckId(number) : null;
    const report: CheckReport = { name: checkNames.plan, commit: head, externalId, ...texts, ...actions };
    return await forge.checks.putCheck(report);
  };
  let writing: Promise<unknown> = Promise.resolve();
  return {
    context,
    check,
    async isOpen() {
      return (await forge.checks.checksOn(head)).some(({ name, open }) => name === checkNames.plan && open);
    },
    async comment(body) {
      writing = forge.review.putComment(number, marker("plan"), body, "edit-only");
      await writing;
    },
    async tell(became, { comment, mode, check: texts }) {
      if (mode === "create-or-edit" || wasTold(subject)) {
        const way = wayTo(became);
        const step = way.at(-1);
        if (step !== undefined && way.length > trail.length) await ledger.noteStep(step);
        // What it says is replaced now, whether it was written or not.
        await writing.catch(() => undefined);
        await forge.review.putComment(number, marker("plan"), comment, mode);
      }
      if (texts !== null) await check(texts);
    },
  };
}

/** The way that a pull request went, with a step at its end, unless that says what the last one says. */
function withStep(trail: readonly TrailStep[], step: TrailStep): readonly TrailStep[] {
  const last = trail.at(-1);
  const isSame =
    last !== undefined &&
    (["what", "commit", "base", "digest"] as const).every((member) => last[member] === step[member]);
  return isSame ? trail : [...trail, step];
}
