import { halvesOf } from "../../engine/plan/replacement.ts";
import type { Review } from "../../engine/plan/review/review.ts";
import { advance, type ApplyEvent, doneOf, noProgress, type Progress } from "../../engine/plan/write/progress.ts";
import { keyText } from "../../engine/values/key.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Reviews } from "../../ports/review.ts";
import { marker } from "../../render/plan-comment.ts";
import { progressComment } from "../../render/progress.ts";
import { MOST_COMMENTS } from "./announce.ts";

/** A comment is written again no sooner than this, and for the first time when a run has lasted as long. */
const EVERY_MS = 10_000;

export interface ProgressReporter {
  /** To be told what may be applied, and whose it is, before it is. */
  readonly expect: (review: Pick<Review, "allowed">) => void;
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

/** How far the changes of one pull request are. */
interface Own {
  readonly progress: Progress;
  readonly isWritten: boolean;
}

/**
 * Shows on each pull request how far its own changes are while a long apply goes on. It never fails a run: what cannot
 * be written is logged, and the next event tries again.
 */
export function reportProgress(
  { run, commit }: { readonly run: string; readonly commit: string },
  deps: ProgressDeps,
): ProgressReporter {
  const { review, clock, log, onEvent } = deps;
  const startedAt = clock.now();
  const own = new Map<number, Own>();
  /** Text of the key -> whose it is. */
  const pulls = new Map<string, number>();
  let all = noProgress;
  let lastAt = startedAt;
  let writing: Promise<void> | undefined;
  /** Nothing more is written: the run has ended, or concerns too many. */
  let isSilent = false;

  const write = async (): Promise<void> => {
    const duration = clock.now() - startedAt;
    try {
      for (const [number, { progress, isWritten }] of own) {
        if (isWritten) continue;
        const body = progressComment(progress, { commit, run, duration });
        await review.putComment(number, marker("plan"), body, "create-or-edit");
        if (own.get(number)?.progress === progress) own.set(number, { progress, isWritten: true });
      }
    } catch (error) {
      log.warn("the progress of an apply was not shown", { run });
      log.error("a comment was not written", error);
    }
    lastAt = clock.now();
    writing = undefined;
  };

  return {
    expect({ allowed }) {
      for (const { change, pull } of allowed) {
        if (pull === null) continue;
        const halves = halvesOf(change);
        for (const { key } of halves) pulls.set(keyText(key), pull);
        const planned = (own.get(pull)?.progress.planned ?? 0) + halves.length;
        own.set(pull, { progress: { ...noProgress, planned }, isWritten: false });
      }
      isSilent = own.size > MOST_COMMENTS;
    },
    onEvent(event) {
      onEvent?.(event);
      all = advance(all, event);
      const number = pulls.get(keyOf(event) ?? "");
      const before = number === undefined ? undefined : own.get(number);
      if (number !== undefined && before !== undefined) {
        own.set(number, { progress: advance(before.progress, event), isWritten: false });
      }
      const isLast = event.kind === "ended" && doneOf(all) >= all.planned;
      if (isSilent || isLast || writing !== undefined || clock.now() - lastAt < EVERY_MS) return;
      writing = write();
    },
    async end() {
      isSilent = true;
      await writing;
    },
  };
}

/** The text of the key that an event is about; undefined: it is about all. */
function keyOf(event: ApplyEvent): string | undefined {
  switch (event.kind) {
    case "planned":
      return undefined;
    case "ended":
      return keyText(event.result.key);
    case "started":
    case "submitted":
    case "polled":
    case "authorising":
      return keyText(event.change.key);
  }
}
