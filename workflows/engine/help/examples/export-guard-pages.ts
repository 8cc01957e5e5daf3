import type { exportGuards } from "../../plan/guards/export-guards.ts";
import type { GuardPage } from "./guard-page.ts";

/** Of the parameters that receive an ARN. */
export const exportPages: Readonly<Record<(typeof exportGuards)[number]["code"], GuardPage>> = {
  "export-outside-prefix": {
    title: "An ARN goes where none may be written",
    explanation:
      "`exportArn` and `exportSecretArn` write parameters below one prefix, `exportPrefix`, which is apart from the " +
      "parameters that definitions read and from the pipeline's own: by default `/bridgehead-arns/`.",
    clearedBy: "Whoever wrote the definition names a parameter below the prefix. No acceptance clears it.",
    example: {
      told: '`orders` is defined with `exportArn: "/shop/arns/orders"`.',
      says: '"orders" exports to /shop/arns/orders: it is not below /bridgehead-arns/',
    },
  },
  "export-not-ours": {
    title: "An ARN would overwrite somebody's parameter",
    explanation:
      "The parameter exists, and no record says that Bridgehead wrote it for this resource. Whoever reads it expects " +
      "what stands there now.",
    clearedBy:
      "Whoever wrote the definition names another parameter, or whoever keeps the parameter deletes it. No acceptance " +
      "clears it.",
    example: {
      told: 'Somebody created `/bridgehead-arns/orders`, and `orders` is defined with `exportArn: "/bridgehead-arns/orders"`.',
      says: '"orders" exports to /bridgehead-arns/orders, which exists already, and no record says that Bridgehead wrote it',
    },
  },
  "export-twice": {
    title: "Two ARNs go to one parameter",
    explanation:
      "Two definitions, a definition and what is still managed, or the two exports of one definition name the same " +
      "parameter: the last one would win.",
    clearedBy: "Whoever wrote the definition names a parameter that nothing else exports to. No acceptance clears it.",
    example: {
      told: "`shop` exports to the parameter that `orders` was applied with.",
      says: '"shop" exports to /bridgehead-arns/orders, and so does "orders"',
    },
  },
  "export-written": {
    title: "A parameter receives an ARN",
    explanation:
      "The change writes the ARN of a resource, or of its secret, to a parameter; it says whether that exists already. " +
      "Parameters that Bridgehead did not make are never overwritten, whatever happens between the plan and the apply.",
    clearedBy: "Nobody has to: it is part of the change, and is reviewed with it.",
    example: {
      told: '`orders` is defined anew with `exportArn: "/bridgehead-arns/orders"`, and there is no such parameter.',
      says: 'the ARN of "orders" is written to /bridgehead-arns/orders, which does not exist yet',
    },
  },
  "export-left": {
    title: "A parameter keeps an ARN",
    explanation:
      "An export that goes away or moves leaves its parameter, since somebody may read it. The ARN in it is wrong once " +
      "the resource is replaced.",
    clearedBy: "Whoever reads the parameter stops doing so, and deletes it. Nothing is held.",
    example: {
      told: '`orders` was applied with `exportArn: "/bridgehead-arns/orders"`, which is taken away.',
      says: 'the parameter /bridgehead-arns/orders of "orders" stays as it is: nothing keeps it up to date any more',
    },
  },
};
