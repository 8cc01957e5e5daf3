import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { root, sourceModules } from "../support/source-imports.ts";

/** Every file that may turn a secret into text, how often, and why there is no other way. */
const allowed: Readonly<Record<string, readonly [calls: number, why: string]>> = {
  "infra/aws/cloud-control.ts": [2, "AWS is sent the desired state or the patch"],
  "infra/github/github-client.ts": [1, "Octokit signs with the App's private key"],
  "infra/github/verify-signature.ts": [1, "the webhook's signature is computed with its secret"],
  "infra/aws/system-credentials.ts": [2, "the App's id is kept beside its key, and is a number; a key is looked at"],
  "workflows/engine/values/literals.ts": [1, "a fingerprint is keyed"],
  "workflows/engine/plan/write/materialise.ts": [1, "a template is filled in, into one secret text"],
  "workflows/engine/values/redact.ts": [1, "what is to be masked has to be known"],
  "workflows/engine/plan/write/whole-values.ts": [
    2,
    "a whole value is held against what AWS takes, and told in no message",
  ],
};

const modules = await sourceModules(["connections", "workflows", "infra", "functions", "cli"]);
const found = await Promise.all(
  modules.map(async (module) => {
    const text = await readFile(path.join(root, module.path), "utf8");
    // Any mention counts, so that `secret["reveal"]` and `const { reveal } = secret` do as well.
    return { file: module.path, calls: text.match(/\breveal\b/g)?.length ?? 0 };
  }),
);
const inUse = found.filter(({ file, calls }) => calls > 0 && file !== "workflows/engine/values/secret-text.ts");

it("secrets become text in these places, and in no other", () => {
  expect(Object.fromEntries(inUse.map(({ file, calls }) => [file, calls]))).toEqual(
    Object.fromEntries(Object.entries(allowed).map(([file, [calls]]) => [file, calls])),
  );
});

it("nothing that reads definitions, renders, or answers a webhook is among them", () => {
  const never = /^(?:connections|functions|cli|workflows\/render|workflows\/engine\/(?:read|interpret|help))\//;
  expect(Object.keys(allowed).filter((file) => never.test(file))).toEqual([]);
});
