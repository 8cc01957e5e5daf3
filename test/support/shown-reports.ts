import { runPrinted } from "./run-printed.ts";
import { localReviewer } from "../../cli/local/stack.ts";
import { definitionJson, type Pipeline } from "./pipeline.ts";

const APPLY = "bridgehead / apply";

/** The file of a definition. */
export const file = (id: string): string => `connections/${id}.json`;

/** What people see of applies on a pipeline's GitHub, and how they get there. */
export interface ShownReports {
  /** Definitions that are applied, with their parameters. */
  manage(ids: readonly string[]): Promise<void>;
  /** Merges pull requests, and one run hears of all of them. */
  mergeTogether(...numbers: readonly number[]): Promise<readonly string[]>;
  /** A pull request that is merged before there is a plan of it: what is a danger of it is held. */
  mergeUnseen(branch: string, files: Files): Promise<{ readonly number: number; readonly commit: string }>;
  push(files: Files): Promise<string>;
  /** Its check of the apply. */
  check(commit: string): Promise<{ conclusion: string | null; title: string; summary: string } | undefined>;
  /** Comments and checks whole, with the times of their last changes. */
  whole(numbers: readonly number[], commits: readonly string[]): Promise<unknown>;
  /** Runs the first command of a text, as somebody who may accept. */
  run(text: string): Promise<void>;
  rerun(inputs?: Readonly<Record<string, string>>): Promise<void>;
}

type Files = Readonly<Record<string, string | null>>;

export function shownReports(pipeline: Pipeline): ShownReports {
  const { stack, user, reviewer, work, octokit, place } = pipeline;
  const { github } = stack;
  const deaf = async (act: () => Promise<void>): Promise<void> => {
    github.setWebhook({ url: "http://127.0.0.1:9/" });
    await act();
    await stack.idle();
    github.setWebhook({ url: stack.webhookUrl });
  };
  const push: ShownReports["push"] = async (files) => {
    await work.checkout("main", "main");
    return await pipeline.push("main", files);
  };
  return {
    async manage(ids) {
      for (const id of ids) stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
      const files = Object.fromEntries(ids.map((id) => [file(id), definitionJson(id)]));
      const { number } = await pipeline.propose(`manage-${ids.join("-")}`, files);
      await pipeline.merge(number);
    },
    async mergeTogether(...numbers) {
      const commits: string[] = [];
      await deaf(async () => {
        for (const number of numbers.slice(0, -1)) commits.push(await user.merge(number));
      });
      for (const number of numbers.slice(-1)) commits.push(await pipeline.merge(number));
      return commits;
    },
    async mergeUnseen(branch, files) {
      let number = 0;
      await deaf(async () => {
        ({ number } = await pipeline.propose(branch, files));
      });
      return { number, commit: await pipeline.merge(number) };
    },
    push,
    check: async (commit) => (await user.checks(commit)).find(({ name }) => name === APPLY),
    async whole(numbers, commits) {
      const comments = numbers.map((issue_number) => octokit.rest.issues.listComments({ ...place, issue_number }));
      const checks = commits.map((ref) =>
        octokit.rest.checks.listForRef({ ...place, ref, check_name: APPLY, filter: "all" }),
      );
      return {
        comments: (await Promise.all(comments)).map(({ data }) => data),
        checks: (await Promise.all(checks)).map(({ data }) => data.check_runs),
      };
    },
    async run(text) {
      await runPrinted(/^gh workflow run .*$/m.exec(text)?.[0] ?? "", localReviewer, stack);
      await stack.idle();
    },
    async rerun(inputs = {}) {
      await reviewer.dispatch({ operation: "apply", ...inputs });
      await stack.idle();
    },
  };
}
