import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { bridgehead, type Ended } from "../support/bridgehead.ts";
import { basic, endpoint, file, gone, listJson, literal, oauth } from "./definitions.ts";
import { createDestinations, createInConsole } from "./console.ts";
import { escapes, misleading } from "./escapes.ts";
import { kept } from "./golden.ts";
import { stableTexts } from "./stable.ts";

/* What the command line prints, from one state of a folder and of AWS to the next. */

const address = { region: "eu-west-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
let aws: LocalAws;
let cwd: string;

beforeAll(async () => {
  aws = await startLocalAws({ region: address.region });
  cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-terminal-"));
  await mkdir(path.join(cwd, "connections"));
  for (const id of ["orders", "billing", "crm", "ledger", "legacy", "sso"]) putKey(id);
});
afterAll(async () => {
  await aws.close();
  await rm(cwd, { recursive: true });
});

const putKey = (id: string): void => void aws.putParameter({ name: `/bridgehead/${id}/key`, value: `value-of-${id}` });
const endpointOf = () => ({ ...address, endpoint: aws.url });

async function write(files: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const target = path.join(cwd, name);
    await (text === null ? rm(target) : writeFile(target, text));
  }
}

const run = (...words: readonly string[]): Promise<Ended> =>
  bridgehead(words, { cwd, env: { AWS_ENDPOINT_URL: aws.url, AWS_REGION: address.region } });

const PLAN = ["plan"];
const APPLY = ["apply", "--yes"];

type Happen = () => Promise<void> | void;
const nothing: Happen = () => undefined;

/** What somebody does, the command that follows, and under which name is kept what it prints. */
const commands: readonly (readonly [name: string, words: readonly string[], happen: Happen])[] = [
  ["001-no-definitions", PLAN, nothing],
  [
    "002-three-creates",
    PLAN,
    () =>
      write({
        ...file("orders", { description: "Orders" }),
        ...file("crm", { ...basic("crm"), protect: true }),
        ...file("ledger", oauth("ledger", endpoint("v2.0"))),
      }),
  ],
  ["003-applied", APPLY, nothing],
  ["004-nothing-to-do", PLAN, nothing],
  [
    "005-updates-rotation-and-drift",
    PLAN,
    async () => {
      putKey("orders");
      aws.changeConnection("orders", { Description: "Orders, see ticket 4711" });
      await write({
        ...file("ledger", oauth("ledger", endpoint("v2.1"))),
        ...file("orders", { description: "Orders of the shop" }),
      });
    },
  ],
  ["006-own-properties", PLAN, () => write(file("crm", { ...basic("crm"), exportArn: "/bridgehead-arns/crm" }))],
  ["007-as-markdown", ["plan", "--markdown"], nothing],
  [
    "008-refused-by-aws",
    APPLY,
    () => {
      const message =
        "User: arn:aws:sts::000000000000:assumed-role/dev is not authorized to perform: events:UpdateConnection";
      aws.addFault({ kind: "fail", code: "AccessDenied", message, operation: "UpdateResource", name: "orders" });
    },
  ],
  ["009-what-is-left", APPLY, nothing],
  [
    "010-replaced-although-it-is-used",
    APPLY,
    async () => {
      await createDestinations(endpointOf(), aws.storedConnection("orders")?.arn, ["to-orders", "to-order-archive"]);
      await write(file("orders", { name: "orders-v2", description: "Orders of the shop" }));
    },
  ],
  [
    "011-blocked",
    APPLY,
    async () => {
      await createDestinations(endpointOf(), aws.storedConnection("ledger")?.arn, ["to-ledger"]);
      await write({ ...file("crm", { ...basic("crm"), protect: true }), ...file("billing") });
      await run(...APPLY);
      await write({ ...gone("crm"), ...gone("ledger"), ...file("billing", { description: "Invoices" }) });
    },
  ],
  [
    "012-adopts",
    PLAN,
    async () => {
      await write({ ...file("crm", { ...basic("crm") }), ...file("ledger", oauth("ledger", endpoint("v2.1"))) });
      await createInConsole(endpointOf(), ["legacy"], { Description: "Made in the console" });
      await vi.waitUntil(() => aws.storedConnection("legacy")?.state === "AUTHORIZED", 60_000);
      await write(file("legacy", { adopt: true, description: "Legacy" }));
    },
  ],
  [
    "013-not-authorised",
    APPLY,
    async () => {
      const reason = "The credentials were refused.";
      aws.addFault({ kind: "end-state", state: "DEAUTHORIZED", reason, name: "sso" });
      await write({ ...gone("legacy"), ...file("sso", oauth("sso", endpoint("v1.0"))) });
    },
  ],
  [
    "014-many",
    PLAN,
    async () => {
      const ids = Array.from({ length: 60 }, (_, index) => `store-${index + 1}`);
      const oneKey = "{{resolve:ssm-secure:/bridgehead/orders/key}}";
      const authParameters = { apiKeyName: "x-api-key", apiKey: oneKey };
      await write({ "connections/stores.json": listJson(ids, () => ({ authParameters })) });
    },
  ],
  [
    "015-errors",
    PLAN,
    () =>
      write({
        "connections/stores.json": null,
        ...file("missing", { description: "Its parameter is not there" }),
        ...file("wrong", { authorizationType: "APIKEY", descripton: "x" }),
        "connections/chat.ts": literal("chat", "xoxb-2411-7722-hG5vLq0ZpT1c"),
        "connections/throws.ts": 'const key = "a long secret";\nthrow new Error(`no region of ${key}`);\n',
      }),
  ],
  [
    "016-missing-parameter-and-a-credential-as-text",
    PLAN,
    () =>
      write({ ...gone("wrong"), "connections/throws.ts": null, "connections/chat.ts": literal("chat", "myApiKey123") }),
  ],
  [
    "017-hostile-text",
    PLAN,
    async () => {
      const evil = "a|b `c` <img src=x> @dev https://evil.example\n\u001B[31mred\n## Owned";
      const headerParameters = [
        { key: "X-Note", value: "`x` \u001B]8;;https://evil.example\u0007", isValueSecret: false },
      ];
      await write({
        "connections/chat.ts": null,
        ...gone("missing"),
        ...file("billing", { description: evil }),
        ...file("sso", { ...oauth("sso", endpoint("v1.0")), description: "\u202Epaid\u2066 \u200B" }),
        ...file("legacy", { name: evil, authParameters: { apiKeyName: evil, apiKey: evil, headerParameters } }),
      });
    },
  ],
  [
    "018-emptied",
    APPLY,
    () => write(Object.assign({}, ...["orders", "crm", "ledger", "billing", "sso", "legacy"].map(gone))),
  ],
];

it.each(commands)("%s", { timeout: 120_000 }, async (name, words, happen) => {
  await happen();
  const { stdout } = await run(...words);
  const isMarkdown = words.includes("--markdown");
  expect(isMarkdown ? escapes(stdout, "https://github.com") : misleading(stdout)).toEqual([]);
  expect(stdout).not.toContain("value-of-");
  const said = stableTexts()(stdout);
  expect(said).toBe(kept(`${name}.${isMarkdown ? "comment.md" : "terminal.txt"}`, said));
});
