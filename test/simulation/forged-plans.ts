import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { PlannerLedger, PublishedPlan } from "../../workflows/ports/ledger.ts";
import type { Files } from "../support/git-clone.ts";
import type { History, Proposal } from "../support/review-history.ts";

/** What is different in a plan that nobody was shown; members that there are not are as good as any. */
export type Forgery = Partial<PublishedPlan> & Readonly<Record<string, unknown>>;

/** A planner that somebody has taken over: it writes what it likes, where planners write. */
export interface ForgedPlans {
  readonly ledger: PlannerLedger;
  /** What an honest planner publishes of a pull request that does this, which nobody merges. */
  digestsOf(files: Files): Promise<PublishedPlan["changes"]>;
  /** Writes a plan of a pull request as it stands, with whatever is different in it. */
  forge(proposal: Proposal, forgery: Forgery): Promise<void>;
}

export function forgePlans(history: History): ForgedPlans {
  const { stack, pipeline } = history;
  const { octokit, place } = pipeline;
  const repository = stack.github.repository.id;
  const scope = { scope: "local", firstType: CONNECTION_TYPE };
  const ledger: PlannerLedger = createFileLedger({ path: stack.ledgerPath, ...scope, clock: systemClock });

  async function headOf({ number }: Proposal): Promise<string> {
    return (await octokit.rest.pulls.get({ ...place, pull_number: number })).data.head.sha;
  }

  let template: PublishedPlan | undefined;
  const forged: ForgedPlans = {
    ledger,
    async digestsOf(files) {
      const proposal = await history.propose(files);
      const published = { repository, pullRequest: proposal.number, head: await headOf(proposal) };
      const found = await ledger.publicationBefore(published, Number.MAX_SAFE_INTEGER);
      if (found === undefined || found === "unreadable") throw new Error("nothing was published");
      template = found;
      await octokit.rest.pulls.update({ ...place, pull_number: proposal.number, state: "closed" });
      return template.changes;
    },
    async forge(proposal, forgery) {
      // Whatever else a plan has is that of an honest one.
      if (template === undefined) throw new Error("there is no honest plan to begin with");
      const own = { pullRequest: proposal.number, head: await headOf(proposal), publishedAt: Date.now() };
      await ledger.publish({ ...template, ...own, ...forgery });
    },
  };
  return forged;
}
