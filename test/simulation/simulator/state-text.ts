import { slots, declaredIn } from "./declared.ts";
import { repository } from "./github.ts";
import type { World } from "./world.ts";

/** How everything stands, for whoever reads a trace. */
export async function stateText({ github, aws, ledger, queue }: World): Promise<string> {
  const { git, tip } = github;
  const declared = slots.map((slot) => [slot, declaredIn(git.known(tip).files, slot) ?? null]);
  const { pending, ...progress } = await ledger.progress(repository.id);
  const records = await ledger.records();
  const intents = await ledger.intents();
  const on = (commit: string): readonly string[] =>
    (github.checks.get(commit) ?? []).map(
      ({ name, conclusion, title, summary }) => `${name}: ${conclusion ?? "open"}: ${title}: ${summary.slice(0, 300)}`,
    );
  const pulls = [...github.pulls.values()].map(({ number, head, isOpen, merged, author }) => {
    const state = isOpen ? "open" : merged === undefined ? "closed" : `merged as ${merged.commit} at ${merged.at}`;
    return `${number} of ${author.login} at ${head}, ${state}; ${on(head).join("; ")}`;
  });
  const parts: Readonly<Record<string, unknown>> = {
    tip,
    declared,
    live: aws.connectionNames().map((name) => [name, aws.storedConnection(name)?.properties]),
    records: records.map(({ key, state, desired, begun, parameters, arn }) => [
      key.identifier,
      state,
      desired,
      begun,
      parameters,
      arn,
    ]),
    intents,
    progress,
    pending,
    checks: on(tip),
    deployments: [...github.deployments].filter(([key]) => key.endsWith(tip)).flatMap(([, all]) => all),
    moves: github.moves.map(
      ({ at, before, after, by, pull }) => `${at} ${before} -> ${after} by ${by.login} ${pull?.number ?? "push"}`,
    ),
    pulls,
    dead: queue.dead,
    effects: aws.effects.map(({ operation, name, at }) => `${operation} ${name} at ${at}`),
  };
  return Object.entries(parts)
    .map(([name, value]) => `-- ${name}: ${JSON.stringify(value, null, 1).replaceAll(/\n\s+/g, " ")}`)
    .join("\n");
}
