import type { parameterGuards } from "../../plan/guards/drift-guards.ts";
import type { GuardPage } from "./guard-page.ts";

const WORKS_ON = '"orders" refers to it. The connection works on';
const WAITS = `${WORKS_ON}; its next change cannot be applied until that is put right`;

/** What is said of parameters, by the code of the finding. */
export const parameterPages: Readonly<Record<(typeof parameterGuards)[number]["code"], GuardPage>> = {
  "parameter-not-found": {
    title: "A parameter that was applied no longer exists",
    explanation:
      "The resource works on with the value that it was given. Its next change cannot be applied; changes of other " +
      "resources can.",
    clearedBy: "Whoever keeps the parameter creates it again, or the definition names another one.",
    example: {
      told: "Somebody deletes the parameter that `orders` was applied with.",
      says: `there is no parameter /bridgehead/orders in this account and region. ${WAITS}: create it`,
    },
  },
  "parameter-version-not-found": {
    title: "A version that was applied no longer exists",
    explanation:
      "The definition pins a version of a parameter, and Parameter Store keeps the newest 100. The resource works on " +
      "with the value that it was given. Its next change cannot be applied; changes of other resources can.",
    clearedBy: "The definition pins a version that exists, or leaves the version out.",
    example: {
      told: "`orders` was applied with version 1 of its parameter, and somebody writes a hundred more.",
      says:
        "parameter /bridgehead/orders has version 1 no longer: Parameter Store keeps the newest 100, from 2 on. " +
        `${WAITS}: pin a version that exists, or leave the version out to follow the newest`,
    },
  },
  "secure-parameter-in-plain-reference": {
    title: "A parameter that was plain is a SecureString now",
    explanation:
      "The definition refers to a plain parameter where AWS keeps the value readable. Somebody made the parameter anew " +
      "as a SecureString, whose value would be disclosed there.",
    clearedBy: "Whoever keeps the parameter makes it plain again, or the definition names another one.",
    example: {
      told: "The description of `orders` is in a String parameter; somebody deletes it and makes it anew as a SecureString.",
      says:
        "parameter /bridgehead/orders/about is a SecureString, but the reference says it is a plain one. " +
        `${WAITS}: write {{resolve:ssm-secure:/bridgehead/orders/about}}, which is possible where AWS keeps the value ` +
        "write-only",
    },
  },
  "parameter-not-secure": {
    title: "A credential in a parameter without encryption",
    explanation: "Whoever may read parameters reads the credential as plain text.",
    clearedBy: "Whoever keeps the credential stores it in another parameter, as a SecureString, and has it replaced.",
    example: {
      told: "Somebody deletes the parameter of `orders` and makes it anew as a String.",
      says:
        "parameter /bridgehead/orders is a String: everybody who may read parameters can read it. " +
        `${WAITS}: store it in another parameter, as a SecureString: the type of one cannot be changed`,
    },
  },
  "parameter-expires": {
    title: "A parameter that was applied expires soon",
    explanation:
      "The parameter has an expiration policy, and Parameter Store deletes it on that day. The resource works on with " +
      "the value that it was given; its next change cannot be applied then. It is told 30 days ahead.",
    clearedBy: "Whoever keeps the parameter writes it again with a later expiration, or with none.",
    example: {
      told: "The parameter of `orders` has the policy to expire in two weeks.",
      says:
        "parameter /bridgehead/orders expires on 2026-12-14: Parameter Store deletes it then. " +
        `${WORKS_ON}: store it again with a later expiration, or with none`,
    },
  },
};
