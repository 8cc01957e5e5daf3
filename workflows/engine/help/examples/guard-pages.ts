import { type GuardCode, guards } from "../../plan/guards/table.ts";
import { LARGEST_SHARE, MOST_REMOVALS } from "../../plan/guards/plan-guards.ts";
import type { Guard } from "../../plan/guards/guard.ts";
import { exportPages } from "./export-guard-pages.ts";
import type { GuardPage } from "./guard-page.ts";
import { parameterPages } from "./parameter-guard-pages.ts";

/** Everything that is known about a code of findings. */
export interface ExplainedGuard extends Guard, GuardPage {}

/** Who accepts, and where the digest for it stands, is told in docs/operations.md. */
const byAcceptance =
  "Somebody with write permission, who neither pushed nor merged it, reads the held plan and accepts it; or the " +
  "definitions are brought back.";

const pages: Readonly<Record<GuardCode, GuardPage>> = {
  "emptied-folder": {
    title: "No definition is left",
    explanation:
      "Every managed resource would go. That is what a folder looks like that was moved, or is misnamed in the " +
      "configuration, far more often than one that somebody meant to empty.",
    clearedBy: byAcceptance,
    example: {
      told: "Two connections are managed, and `definitions` in the configuration is changed to a folder that is empty.",
      says: "no definition is left: all 2 managed connections would go",
    },
  },
  "many-removals": {
    title: "Many deletions and replacements at once",
    explanation:
      `A plan that deletes or replaces more than ${MOST_REMOVALS} resources, or more than ${LARGEST_SHARE * 100} % of ten or more, is ` +
      "looked at by somebody first.",
    clearedBy: `${byAcceptance} A change in several smaller steps is not held.`,
    example: {
      told: "Ten connections are managed, and a pull request removes the definitions of four.",
      says: "4 of 10 managed connections would be deleted or replaced",
    },
  },
  protected: {
    title: "What is protected would go away",
    explanation:
      "The definition said `protect: true` when it was last applied, and the plan deletes or replaces the resource.",
    clearedBy:
      "Whoever protected it takes `protect` off in a pull request of its own, which is applied before this one. No " +
      "acceptance clears it.",
    example: {
      told: "`orders` was applied with `protect: true`, and a pull request removes its definition.",
      says: '"orders" is protected: its definition said `protect: true` when it was last applied',
    },
  },
  "nothing-to-adopt": {
    title: "There is nothing to adopt",
    explanation:
      "The definition says `adopt`, and AWS has no resource of that name: it is created. A misspelt name looks " +
      "the same.",
    clearedBy: "Whoever wrote the definition corrects the name, or takes `adopt: true` away. Nothing is held.",
    example: {
      told: "`orders` is defined with `adopt: true`, and AWS has no connection of that name.",
      says: 'there is no connection "orders" to adopt: it is created',
    },
  },
  "new-destination": {
    title: "A secret goes somewhere for the first time",
    explanation:
      "No apply has sent this secret to this place before. The kind says what the place is. For OAuth credentials of a " +
      "connection it is origin, path and query of the token endpoint; for others it is the connection, whose API " +
      "destinations decide. A private path belongs to the place: one that is new, another or gone makes a new place.",
    clearedBy:
      "A pull request whose plan showed it clears it by being merged; without one, somebody with write permission, who " +
      "neither pushed nor merged it, accepts the held plan.",
    example: {
      told: "`orders` is defined anew, with an API key from `/bridgehead/orders`.",
      says: "parameter /bridgehead/orders goes to connection orders for the first time",
    },
  },
  "overwrites-credential": {
    title: "A credential that nobody has seen is overwritten",
    explanation:
      "AWS shows no credential, and takes no update without one. What is taken over by an adoption that writes, or was " +
      "taken over as it was and is changed or replaced now, has a credential that Bridgehead has never written: it is " +
      "replaced by what the definition's parameters hold. Where that is another one, what uses the resource breaks, and " +
      "nothing brings the old one back. Comment and terminal show all of them in one block.",
    clearedBy:
      "Whoever wrote the definition compares the parameter with the credential in use. To keep the credential, make what " +
      "can be read of the definition equal to what AWS has, and write `adopt: true`: that writes nothing. Nothing is held " +
      "by it alone: an adoption is held where nobody reviewed it.",
    example: {
      told: '`orders` was made in the console, and is defined with `adopt: "write"`.',
      says: 'AWS cannot show the credential that "orders" has: it is replaced by parameter /bridgehead/orders',
    },
  },
  "looks-renamed": {
    title: "A rename that makes one and deletes one",
    explanation:
      "Without a `name` the id is the name, so a new id is a new resource, and the old one goes on its own: before the " +
      "new one is there, or after, as it comes. What is alike but for the name, or is the only one that its file gains " +
      "and loses, looks like one that was meant to be renamed. With the old id and the new `name` it is a replacement: " +
      "the new one is made first.",
    clearedBy:
      "Whoever renamed it keeps the id and writes `name`. Where it is no rename there is nothing to do: nothing is held.",
    example: {
      told: "The id `orders` in `connections/orders.ts` becomes `orders-v2`, and nothing else changes.",
      says: '"orders-v2" looks like "orders" renamed: keep the id "orders" and write the new name as `name`, and the old one goes only when the new one is there',
    },
  },
  ...exportPages,
  frozen: {
    title: "The target is frozen",
    explanation:
      "Somebody created the parameter `/bridgehead-system/STAGE/freeze`; its value says why. Plans are made as always, " +
      "and nothing is applied. Where the parameter cannot be read, the target counts as frozen. The freeze of a stack " +
      "holds for the command line, too, in the same account and region.",
    clearedBy:
      "Whoever may write the parameter deletes it, and what waited goes on at the next run. No acceptance clears it.",
    example: {
      told: "The parameter holds `audit until Friday`, and a pull request changes a connection.",
      says: "the target is frozen: audit until Friday",
    },
  },
  dependents: {
    title: "Others use what goes away",
    explanation:
      "What points at the resource, such as the API destinations of a connection, fails once it is gone. A deletion is " +
      "held; after a replacement there is something to point them at, which has another ARN.",
    clearedBy:
      "Whoever keeps what depends on it removes that first, or points it elsewhere; or somebody with write permission, " +
      "who neither pushed nor merged it, accepts the held plan.",
    example: {
      told: "The API destination `shop` uses `orders`, and a pull request removes the definition of `orders`.",
      says: '1 API destination points at "orders" and will fail: shop; remove them first',
    },
  },
  "managed-by-stack": {
    title: "A stack manages it",
    explanation:
      "A deployed stack of this account and region has the resource in its ledger, and what is applied from a terminal " +
      "would not be what was reviewed there. `plan` compares with the stack's record; `apply` sends nothing for the " +
      "resource, and ends with status 1.",
    clearedBy:
      "No acceptance clears it. Whoever wants the change opens a pull request in the stack's repository; or the " +
      'stack lets the resource go: its definition there says `removal: "retain"`, and then goes away.',
    example: {
      told: "The stack of the stage `production` has applied `orders`, and somebody plans another `orders` on the command line.",
      says: 'the stack "production" manages "orders": change it by a pull request in that stack\'s repository',
    },
  },
  "stacks-unknown": {
    title: "Nobody knows what stacks manage",
    explanation:
      "The command line looks up which stacks are deployed in the account and region, and what they manage. Where it may " +
      "not, or a stack publishes what this version cannot read, `plan` shows what it knows, and `apply` refuses: it " +
      "might write over what was reviewed elsewhere.",
    clearedBy:
      "Whoever gives permissions adds the one that the message names, or the command line is updated to the stack's version.",
    example: {
      told: "Somebody plans on the command line without the permission `ssm:DescribeParameters`.",
      says:
        'what stacks manage here is not known: DescribeParameters of "/bridgehead-system/" was refused with ' +
        "AccessDeniedException: it takes the permission ssm:DescribeParameters",
    },
  },
  "policy-change": {
    title: "The configuration allows more than was reviewed",
    explanation:
      "What definitions may ask for, `secretPrefixes`, `oauthHosts` and `exportPrefix`, and how many people have to " +
      "approve a pull request, `approvals`, is the strictest of the configuration, of the stack's parameters, and of the " +
      "policy that was last reviewed: the configuration as the " +
      "newest reviewed pull request left it. This configuration allows something that was not reviewed, whoever wrote it.",
    clearedBy:
      "A pull request whose plan showed it clears it by being merged, once as many people approved it as the reviewed " +
      "policy asks for: what it allows is the reviewed policy from the end of that run on. A push never clears it. Nothing " +
      "is held by it alone.",
    example: {
      told: 'A pull request sets `"secretPrefixes": ["/bridgehead/", "/payments/"]`.',
      says: "the configuration allows what the reviewed policy does not: parameters below /payments/ (`secretPrefixes`)",
    },
  },
  "outside-reviewed-policy": {
    title: "A change needs what the reviewed policy does not allow",
    explanation:
      "The change refers to a parameter, sends credentials to a host, or writes an ARN to a place, that the policy which " +
      "was last reviewed does not allow. The configuration beside it may: it does not count before it was reviewed, so " +
      "that nobody loosens it and uses that in one go.",
    clearedBy:
      "A reviewed pull request that brings the configuration clears it, once its run has ended; the next run applies the " +
      "change. No acceptance clears it. Where one pull request brings both, the run of its merge makes a second pass. " +
      "Where it did, and its plan was older than the reviewed policy is, another pull request that changes what the " +
      "configuration allows brings all of it.",
    example: {
      told: "`orders` is defined with a key from `/payments/orders`, which the reviewed policy does not allow.",
      says:
        '"orders" needs what the reviewed policy does not allow: parameter /payments/orders; it is held until a ' +
        "pull request has brought the configuration that allows it, with a plan that showed that as `policy-change`",
    },
  },
  "half-of-a-replacement": {
    title: "A pull request brings half of a replacement",
    explanation:
      "One resource takes the place of another, and the pull request changes only one of the two: the other one was " +
      "changed, or taken away, by somebody else before. Whoever reviews the pull request sees one half, so that the " +
      "replacement would count as nobody's, and is held after the merge.",
    clearedBy:
      "Give the definition an id of its own, so that nothing takes the place of anything; or bring back the definition " +
      "that was taken away, and rename it in one pull request. Or somebody who neither pushed nor merged it accepts it " +
      "after the merge.",
    example: {
      told: "A push took `orders` away, which is held. A pull request defines `orders-v2` with the id that it had.",
      says:
        '"orders-v2" takes the place of "orders", and only one of them is changed here: nobody reviews the other one ' +
        "with it",
    },
  },
  drift: {
    title: "Not as it was applied",
    explanation:
      "Somebody changed or deleted the resource in AWS, or wrote a parameter that it was applied with. The next apply " +
      "of the resource overwrites that, as its plan says. A credential cannot be read; it may have been changed where " +
      "AWS says that the resource was modified since the last apply and nothing that can be read differs. For a " +
      "connection with OAuth credentials such a time says nothing, since EventBridge itself may move it. A change of " +
      "Bridgehead's own that did not get to its end, or of which nobody knows whether it took effect, is told here, too.",
    clearedBy:
      "To keep what AWS has, write it into the definition and open a pull request. To restore what was applied, apply " +
      "the resource again.",
    example: {
      told: "Somebody deletes `orders` in the console.",
      says:
        '"orders" no longer exists in AWS. The next apply of this connection creates it again. To leave it deleted, ' +
        "remove it from connections/orders.ts and open a pull request; to have it back, re-run with " +
        "`operation: apply`, `connection: orders`",
    },
  },
  ...parameterPages,
  "not-authorized": {
    title: "The service cannot use it",
    explanation:
      "The service of the resource says that it does not work as it is: EventBridge, for one, could not authorise a " +
      "connection, or reach its endpoint.",
    clearedBy: "Whoever keeps the credential corrects it in its parameter, and the resource is applied again.",
    example: {
      told: "Somebody deauthorises `orders` in the console.",
      says:
        'EventBridge says DEAUTHORIZED of "orders": it delivers no event through this connection. Check the endpoint, ' +
        "and write the credential to its parameter anew, even where it is the same, then apply the connection again",
    },
  },
};

/** Every code that a finding can have, in the order of the table. */
export const explainedGuards: readonly ExplainedGuard[] = guards.map((guard) => ({ ...guard, ...pages[guard.code] }));
