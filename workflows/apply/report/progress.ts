import { advance, type ApplyEvent, doneOf, noProgress } from "../../engine/plan/write/progress.ts";
import type { ApplyReport } from "./report.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Reviews } from "../../ports/review.ts";
import { marker } from "../../render/plan-comment.ts";
import { progressComment } from "../../render/progress.ts";

/** A comment is written again no sooner than this, and for the first time when a run has lasted as long. */
const EVERY_MS = 10_000;
/** More comments than this at once are for the end of the run alone: GitHub limits what an App writes in a minute. */
const MOST_COMMENTS = 5;

export interface ProgressReporter {
  readonly onEvent: (event: ApplyEvent) => void;
  /** Resolves when nothing is being written any more; nothing is written after it either. */
  end(): Promise<void>;
}

interface ProgressDeps {
  readonly review: Pick<Reviews, "putComment">;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of everything that the reporter is told of. */
  readonly onEvent?: (event: ApplyEvent) => void;
}

/**
 * Shows on the pull requests how far a long apply is. It never fails a run: what cannot be written is logged, and the
 * next event tries again.
 */
export function reportProgress({ run, commit, merged }: ApplyReport, deps: ProgressDeps): ProgressReporter {
  const { review, clock, log, onEvent } = deps;
  const startedAt = clock.now();
  let progress = noProgress;
  let lastAt = startedAt;
  let writing: Promise<void> | undefined;
  let isEnded = merged.length > MOST_COMMENTS;

  const write = async (): Promise<void> => {
    const body = progressComment(progress, { commit, run, duration: clock.now() - startedAt });
    try {
      for (const { number } of merged) await review.putComment(number, marker("plan"), body, "create-or-edit");
    } catch (error) {
      log.warn("the progress of an apply was not shown", { run });
      log.error("a comment was not written", error);
    }
    lastAt = clock.now();
    writing = undefined;
  };

  return {
    onEvent(event) {
      onEvent?.(event);
      progress = advance(progress, event);
      const isLast = event.kind === "ended" && doneOf(progress) >= progress.planned;
      if (isEnded || isLast || writing !== undefined || clock.now() - lastAt < EVERY_MS) return;
      writing = write();
    },
    async end() {
      isEnded = true;
      await writing;
    },
  };
}
