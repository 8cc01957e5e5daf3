import { describe, expect, it } from "vitest";
import { isAllowed, type Statement } from "../support/iam.ts";
import { allowed, badlyChosen, denied, forbidden, ofTeam, type Row } from "../support/role-attempts.ts";
import { readRoles, type RoleName, type Roles } from "../support/roles.ts";

/* What a part of the stack can do that somebody has taken over: what its role lets it, and no more. */

const team = { connectionNames: "team-*" };
const badly = { secretPrefix: "/bridgehead", exportPrefix: "/" };

/** What somebody has attached to a role beside. */
const everything: Statement = { Sid: "Everything", Effect: "Allow", Action: ["*"], Resource: ["*"], Condition: {} };

interface Case {
  readonly parameters: NonNullable<Parameters<typeof readRoles>[0]>;
  readonly rows: readonly Row[];
  /** What becomes of the statements of each role. */
  readonly given: (statements: readonly Statement[]) => readonly Statement[];
}

const asTheyAre: Case["given"] = (statements) => statements;

const cases: Readonly<Record<string, Case>> = {
  "whatever the stack allows": { parameters: {}, given: asTheyAre, rows: forbidden },
  "by what it allows alone": {
    parameters: {},
    given: (statements) => statements.filter(({ Effect }) => Effect === "Allow"),
    rows: forbidden,
  },
  "in a stack for some names": { parameters: team, given: asTheyAre, rows: ofTeam },
  "in a stack whose prefixes were chosen badly": { parameters: badly, given: asTheyAre, rows: badlyChosen },
  "whatever else is attached to it": {
    parameters: {},
    given: (statements) => [...statements, everything],
    rows: denied,
  },
};

const passing = (roles: Roles, { given, rows }: Case): readonly Row[] =>
  rows.filter(([role, , attempt]) => isAllowed(given(roles[role]), attempt));

describe("a role", () => {
  it("lets its part do what it is there for", async () => {
    const roles = await readRoles();
    expect(allowed.filter(([role, , attempt]) => !isAllowed(roles[role], attempt))).toEqual([]);
    const ofBadly = await readRoles(badly);
    const still = allowed.filter(([, what]) => what !== "write an export");
    expect(still.filter(([role, , attempt]) => !isAllowed(ofBadly[role], attempt))).toEqual([]);
  });

  it.each(Object.entries(cases))("lets it do nothing else, %s", async (_, each) => {
    expect(passing(await readRoles(each.parameters), each)).toEqual([]);
  });

  it("allows no action by a wildcard, and fits what IAM takes", async () => {
    const roles = Object.entries(await readRoles());
    const allowing = roles.flatMap(([, statements]) => statements.filter(({ Effect }) => Effect === "Allow"));
    expect(allowing.filter(({ Action }) => Action.some((action) => action.includes("*")))).toEqual([]);
    // All inline policies of a role together, without white space: 10,240 characters.
    const documents = roles.map(([, Statement]) => JSON.stringify({ Version: "2012-10-17", Statement }).length);
    expect(Math.max(...documents)).toBeLessThan(9_500);
  });
});

interface Mutant {
  readonly name: string;
  readonly change: (roles: Roles) => Roles;
}

/** Each thing that limits a role, taken out; where AWS knows nothing narrower than all resources, that stays. */
function mutantsOf(roles: Roles): readonly Mutant[] {
  return Object.entries(roles).flatMap(([role, statements]) =>
    statements.flatMap(({ Sid, Effect, Resource = [], Condition }): readonly Mutant[] => {
      const mutant = (what: string, change: (statement: Statement) => readonly Statement[]): Mutant => ({
        name: `${role}: ${Sid} ${what}`,
        change: (all) => ({
          ...all,
          [role]: all[role as RoleName].flatMap((each) => (each.Sid === Sid ? change(each) : [each])),
        }),
      });
      if (Effect === "Deny") return [mutant("is not there", () => [])];
      const isWide = Resource.some((each) => /^\*$|:resource\/\*$|:key\/\*$/.test(each));
      return [
        ...(isWide ? [] : [mutant("is for everything", (each) => [{ ...each, Resource: ["*"] }])]),
        ...Object.keys(Condition).map((operator) =>
          mutant(`has no ${operator}`, (each) => {
            const others = Object.entries(each.Condition).filter(([name]) => name !== operator);
            return [{ ...each, Condition: Object.fromEntries(others) }];
          }),
        ),
      ];
    }),
  );
}

describe("what limits a role", () => {
  it("is there for something: without any one thing of it, one of these attempts gets through", async () => {
    const worlds = await Promise.all(
      Object.values(cases).map(async (each) => ({ each, roles: await readRoles(each.parameters) })),
    );
    const mutants = mutantsOf(await readRoles());
    expect(mutants.length).toBeGreaterThan(40);
    const unnoticed = mutants
      .filter(({ change }) => worlds.every(({ each, roles }) => passing(change(roles), each).length === 0))
      .map(({ name }) => name);
    expect(unnoticed).toEqual([]);
  });

  it.each([
    ["the secrets of all connections", "events!connection/${param:connectionNames}/*", "events!connection/*"],
    ["all connections", "connection/${param:connectionNames}", "connection/*"],
    ["all leading keys of the planner", '["PLAN#*", "PLANNER#*"]', '["*"]'],
    ["all claims for the reconciler", '["RECONCILER#*"]', '["CLAIM#*", "RECONCILER#*"]'],
    ["all publications for the applier", '"PLAN#*#way"', '"PLAN#*"'],
    ["every parameter below the pipeline's", "${sls:stage}/webhook-secret", "*"],
    ["every parameter", "parameter${param:secretPrefix}*", "parameter/*"],
    ["every export", "parameter${param:exportPrefix}*", "parameter/*"],
  ])("is narrower than %s", async (_, from, to) => {
    const passed: Row[] = [];
    for (const each of Object.values(cases))
      passed.push(...passing(await readRoles(each.parameters, (text) => text.replaceAll(from, to)), each));
    expect(passed).not.toEqual([]);
  });
});
