import process from "node:process";
import {
  type Decision,
  type Left,
  type Observation,
  operations,
  type Verdict,
} from "../../workflows/apply/machine/decide.ts";
import type { RecordState } from "../../workflows/engine/plan/record-state.ts";
import { type MachineRow, machineCases, machineRows, REASON, SEEN, shortly, unseenRows } from "./machine-cases.ts";

const intro = `# The machine of an apply

Whatever Bridgehead does to AWS is an operation of Cloud Control: a create, an update or a delete. It takes time, it may
fail half-way without being rolled back, and the run that began it may die. One pure function says what follows:

\`\`\`
decide(operation, verdict, observation) -> decision
\`\`\`

The run that makes a change and the one that goes on with what an earlier run began both go by it
(\`carry-out.ts\` and \`resume.ts\` in \`workflows/apply\`). Neither decides by itself. This page is written by
\`npx -c "node infra/build/machine-page.ts" > docs/apply-machine.md\` from \`decide.ts\`; a test holds it in step.

Parameters that receive an ARN are no operation, and not decided here: \`export-arns.ts\` writes them once an operation
took effect, or, where Bridgehead's own properties are all that changes, \`configure.ts\` has it do so.

## An operation

\`\`\`mermaid
stateDiagram-v2
  state "intent in the ledger" as intent
  state "asked of AWS" as asked
  state "looked at" as looked
  [*] --> intent: before AWS is asked
  intent --> asked: this run, or the next one
  asked --> intent: running, unknown (wait)
  asked --> looked: succeeded, lost, failed
  looked --> intent: again, complete (with another token)
  looked --> intent: wait
  looked --> [*]: applied, gone, stop
\`\`\`

1. **The intent.** The ledger is told before AWS is asked: what is asked for, with which token, and what was there
   before. It stays until a decision ends it, and no other change of the resource begins before.
2. **The verdict** is what AWS says of the operation (\`operation.ts\`).
3. **The observation** is what is there now, beside what was there before and what was asked for (\`observe.ts\`). Where
   the verdict decides alone, nobody looks.
4. **The decision** goes to the ledger in one write, with the end of the intent (\`settle.ts\`), or leads to another
   operation.

A run tries again at most three times in all and within its time, and waits at most three minutes for another operation
on the resource. After that, and for what an earlier run began, *passing* is \`no\`: the next plan decides.

A run that loses its lock after AWS may have been asked leaves a **mark**: its intent, as an item of its own, written
without the lock. The next run resumes it as it does an intent, and waits where AWS is not done. Once AWS is done, the
table does not say what a mark leaves: somebody else may have gone on meanwhile, so the record is in doubt, whatever
became of the operation. Where there is no record, what a create made is incomplete if it is ours.

## A record

\`\`\`mermaid
stateDiagram-v2
  state "in-doubt" as doubt
  [*] --> applied: create or adoption took effect
  [*] --> incomplete: failed create left something
  applied --> incomplete: failed, and changed something
  applied --> doubt: whether it acted is not known
  incomplete --> doubt: whether it acted is not known
  doubt --> incomplete: failed, and changed something
  incomplete --> applied: took effect
  doubt --> applied: took effect
  applied --> [*]: gone or forgotten
  incomplete --> [*]: gone or forgotten
  doubt --> [*]: gone or forgotten
\`\`\`
`;

const states: Readonly<Record<RecordState, string>> = {
  applied: "AWS has what the record says, as far as AWS tells",
  incomplete: "a change of it began and did not get to its end",
  "in-doubt": "whether a change of it took effect is not known",
};

const afterStates = `What is not \`applied\` keeps what was begun: the digest of the change, what it asked for and what was there
before. The next plan reads the resource and sends everything again, and whoever reviewed that change has reviewed its
end.
`;

const verdicts: Readonly<Record<Verdict["kind"], string>> = {
  succeeded: "AWS says so, in this run or of an operation of an earlier run",
  running: "AWS is at it, and the time of this run is over",
  unknown: "whether AWS took it, or how it ends, is not told now",
  lost: "nobody will ever tell: AWS was never asked, or has forgotten it",
  failed:
    "AWS refused it, failed it, or somebody cancelled it. *may have acted*: some of it may have taken effect. *passing*: " +
    "whether another try is worth it: `again` (the cause passes), `busy` (another operation was in the way), `unclear` " +
    "(AWS's code stands for nearly everything), `no`",
};

const observations: Readonly<Record<Observation["kind"], string>> = {
  absent: "no such resource",
  ours:
    "the resource that the operation is about, and nothing speaks of anybody else; *acted*, *did not act*: whether the " +
    "operation changed it; *acted?*: nobody can tell",
  changed: "the same resource, as neither its state before nor the operation explains it",
  foreign: "another resource of its name",
  untold: "a resource of its name, and nobody tells who made it",
  unreadable: "AWS does not tell",
  "not-looked": "the verdict decides by itself",
};

const decisions: Readonly<Record<Decision["kind"], string>> = {
  applied: "it took effect: the record says what is there",
  gone: "the resource is gone, and so is its record",
  again: "the same once more, on what is there now",
  complete: "what a failed create made is ours: an update completes it, and the record is incomplete until then",
  stop: "this run is done with it, the intent ends, and the next plan decides",
  wait: "the intent stays, and a later run looks again",
};

const lefts: Readonly<Record<Left, string>> = {
  "as-before": "the record stays what it was, or there is none",
  incomplete: "the record is incomplete",
  "in-doubt": "the record is in doubt",
};

/** The page, from the machine and the words for it. */
export function machinePage(): string {
  const rows = machineRows();
  const isOfAll = ({ words }: MachineRow): boolean => words.operation.length === operations.length;
  return [
    intro,
    table(["a record is", "when"], glossary(states)),
    afterStates,
    "## The words\n",
    table(["verdict", "what it means"], glossary(verdicts)),
    table(["observation", "what is there"], glossary(observations)),
    table(["decision", "what happens"], glossary(decisions)),
    table(["**stop** leaves", "what that means"], glossary(lefts)),
    "## All cases\n",
    `Each of the ${machineCases.length} combinations is in the table of its operation once; rows with one answer are folded into one.`,
    `${REASON} and ${SEEN} stand for the texts of the verdict and of the observation.\n`,
    "### Any operation\n",
    caseTable(rows.filter(isOfAll)),
    ...operations.flatMap((operation) => [
      `### A${operation === "update" ? "n" : ""} ${operation}\n`,
      ...(operation === "update"
        ? [
            "An adoption that writes is an update. One that writes nothing asks AWS for no operation, and has no case here.\n",
          ]
        : []),
      caseTable(rows.filter((row) => !isOfAll(row) && row.words.operation.includes(operation))),
    ]),
    "### Where nobody looks\n",
    "All other verdicts need a look; `not-looked` never comes with them.\n",
    table(
      ["operation", "verdict"],
      unseenRows().map((row) => [shortly("operation", row.words.operation), verdictCell(row)]),
    ),
  ].join("\n");
}

function caseTable(rows: readonly MachineRow[]): string {
  return table(
    ["verdict", "there is", "decision", "what is said"],
    rows.map((row) => [verdictCell(row), shortly("seen", row.words.seen), row.decision, row.says]),
  );
}

function verdictCell({ words }: MachineRow): string {
  const parts = (["verdict", "ended", "reach"] as const).flatMap((axis) => {
    const text = shortly(axis, words[axis]);
    return words[axis].length === 0 || text === "any" ? [] : [text];
  });
  const passing = shortly("passing", words.passing);
  return words.passing.length === 0 || passing === "any"
    ? parts.join(", ")
    : `${parts.join(", ")}; passing: ${passing}`;
}

function glossary(words: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return Object.entries(words).map(([word, meaning]) => [`\`${word}\``, meaning]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

if (import.meta.main) process.stdout.write(machinePage());
