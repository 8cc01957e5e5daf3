import { type CheckReport, type Checks, pullOfCheck } from "../../../workflows/ports/checks.ts";
import type { Issues } from "../../../workflows/ports/issues.ts";
import { type AtOnce, type ForgeOptions, known, webUrl } from "./calling.ts";
import type { CheckRun } from "./github.ts";

/* What the App writes on GitHub, apart from comments. */

export function checksOf({ github, now }: ForgeOptions): AtOnce<Checks> {
  const runsOn = (commit: string): CheckRun[] => {
    const runs = github.checks.get(commit) ?? [];
    github.checks.set(commit, runs);
    return runs;
  };
  const isOpen = ({ conclusion }: CheckReport): boolean => conclusion === null;
  return {
    putCheck(report) {
      const runs = runsOn(known(github, report.commit).sha);
      const index = runs.findLastIndex(
        ({ name, externalId }) => name === report.name && (externalId ?? "") === (report.externalId ?? ""),
      );
      const trusted = runs.some(
        ({ name, externalId }) => name === report.name && pullOfCheck(externalId) === undefined,
      );
      const before = runs[index];
      const id = before?.id ?? [...github.checks.values()].flat().length + 1;
      if (pullOfCheck(report.externalId) !== undefined && trusted) return `${webUrl}/checks/${id}`;
      // One that is taken back begins anew.
      const isGoingOn = before !== undefined && (isOpen(before) || !isOpen(report));
      const run = { ...report, id, startedAt: isGoingOn ? before.startedAt : now() };
      if (before === undefined) runs.push(run);
      else runs[index] = run;
      return `${webUrl}/checks/${id}`;
    },
    checksOn: (commit) =>
      [...new Map(runsOn(commit).map((run) => [run.name, run])).values()].map((run) => ({
        name: run.name,
        open: isOpen(run),
        startedAt: Math.floor(run.startedAt / 1000) * 1000,
      })),
    checksOnMany: (name, commits) =>
      new Map(
        commits.map((commit) => [
          commit,
          runsOn(commit)
            .filter((run) => run.name === name)
            .map((run) => ({
              open: isOpen(run),
              startedAt: Math.floor(run.startedAt / 1000) * 1000,
              fork: pullOfCheck(run.externalId),
            })),
        ]),
      ),
    putDeployment(report) {
      const key = `${report.environment} ${report.commit}`;
      github.deployments.set(key, [...(github.deployments.get(key) ?? []), report]);
    },
  };
}

/** Whether one may be made is asked between two calls. */
export function issuesOf({ github, call }: ForgeOptions): Issues {
  const { issues } = github;
  return {
    async putIssue({ marker, title, body, isOpen, mayMake }) {
      const found = await call("issues.find", () => issues.find((issue) => issue.marker === marker));
      if (found === undefined && (!isOpen || !(await mayMake()))) return undefined;
      return await call("issues.write", () => {
        const issue = found ?? { number: 10_000 + issues.length, marker, title, body, isOpen };
        if (found === undefined) issues.push(issue);
        Object.assign(issue, { title, body, isOpen });
        return { number: issue.number, url: `${webUrl}/acme/eventing/issues/${issue.number}` };
      });
    },
  };
}
