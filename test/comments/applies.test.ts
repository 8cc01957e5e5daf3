import { setTimeout as sleep } from "node:timers/promises";
import { describe, vi } from "vitest";
import { systemClock } from "../../infra/system-clock.ts";
import { checkNames } from "../../workflows/ports/checks.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { type Ledger, LeaseLostError } from "../../workflows/ports/ledger.ts";
import { holdMail } from "../support/held-mail.ts";
import { hasty } from "../support/pipeline.ts";
import { useBench } from "./bench.ts";
import { file, listJson, oauth } from "./definitions.ts";
import { situations } from "./situations.ts";

/* What people are told after the merge. */

const APPLY = checkNames.apply;
/** The second of two pull requests that one run applies. */
let second = 0;

const TOKEN = "https://login.example.com/token";

const privatePath = {
  resourceParameters: {
    resourceConfigurationArn: "arn:aws:vpc-lattice:us-east-1:000000000000:resourceconfiguration/rcfg-0123456789abcdef0",
  },
};

describe("a merge", () => {
  const bench = useBench(async (empty) => {
    empty.keys("orders", "billing", "crm", "stock", "mail", "chat", "sso", "first", "second", "third");
    await empty.manage(file("orders"));
  });

  situations(bench, {
    "801-created": async (bench) => {
      const { number } = await bench.propose("create", {
        "connections/sales.json": listJson(["billing", "crm"], (id) => ({ exportArn: `/bridgehead-arns/${id}` })),
      });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "802-updated": async (bench) => {
      const { number } = await bench.propose("update", file("orders", { description: "Orders of the shop" }));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "803-applied-with-remarks": async (bench) => {
      bench.stack.aws.putParameter({ name: "/bridgehead/chat/key", value: "value-of-chat " });
      const { number } = await bench.propose("remarks", file("chat"));
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "804-nothing-to-apply": async (bench) => {
      const commented = "// Nothing but words.\n";
      const { number } = await bench.propose("nothing", { "connections/_words.ts": commented });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "805-of-a-readme": async (bench) => {
      const { number } = await bench.propose("readme", { "README.md": "Connections of the shop.\n" });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "806-refused-by-aws": async (bench) => {
      const message =
        "User: arn:aws:sts::000000000000:assumed-role/bridgehead is not authorized to perform: events:CreateConnection";
      bench.stack.aws.addFault({
        kind: "fail",
        code: "AccessDenied",
        message,
        operation: "CreateResource",
        name: "mail",
      });
      const { number } = await bench.propose("refused", { ...file("stock"), ...file("mail") });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "807-repaired-by-a-re-run": async (bench) => {
      const fault = {
        kind: "fail",
        code: "InternalFailure",
        operation: "UpdateResource",
        name: "stock",
        times: 5,
      } as const;
      bench.stack.aws.addFault(fault);
      const { number } = await bench.propose("repaired", file("stock", { description: "What is in stock" }));
      const commit = await bench.merge(number);
      bench.stack.aws.clearFaults();
      await bench.press(commit, APPLY);
      return await bench.applyOf(number);
    },

    "808-not-authorised": async (bench) => {
      const refused = { kind: "end-state", state: "DEAUTHORIZED", reason: "The credentials were refused." } as const;
      bench.stack.aws.addFault({ ...refused, name: "sso" });
      const { number } = await bench.propose("not-authorised", file("sso", oauth("sso", TOKEN)));
      await bench.merge(number);
      bench.stack.aws.clearFaults();
      return await bench.applyOf(number);
    },

    "809-cancelled-after-it-took-effect": async (bench) => {
      bench.stack.aws.addFault({ kind: "cancel", when: "after", operation: "UpdateResource", name: "crm" });
      const { number } = await bench.propose("cancelled", {
        "connections/sales.json": listJson(["billing", "crm"], (id) => ({
          exportArn: `/bridgehead-arns/${id}`,
          ...(id === "crm" ? { description: "CRM of the shop" } : {}),
        })),
      });
      await bench.merge(number);
      return await bench.applyOf(number);
    },

    "810-failed-and-held": async (bench) => {
      await bench.makeDestinations("billing", "to-billing");
      bench.stack.aws.addFault({
        kind: "fail",
        code: "InternalFailure",
        operation: "CreateResource",
        name: "first",
        times: 5,
      });
      const { number } = await bench.propose("failed-and-held", {
        "connections/sales.json": listJson(["crm"], (id) => ({ exportArn: `/bridgehead-arns/${id}` })),
        ...file("first"),
      });
      await bench.merge(number);
      bench.stack.aws.clearFaults();
      return await bench.applyOf(number);
    },

    "811-first-of-two-in-one-run": async (bench) => {
      const { number } = await bench.propose("second", file("second"));
      second = (await bench.propose("third", file("third"))).number;
      const mail = holdMail(bench.stack);
      await bench.merge(number);
      const commit = await bench.merge(second);
      await mail.deliver(({ event, payload }) => event === "push" && payload["after"] === commit);
      bench.stack.github.setWebhook({ url: bench.stack.webhookUrl });
      return await bench.applyOf(number);
    },

    "812-second-of-two-in-one-run": async (bench) => await bench.applyOf(second),
  });
});

describe("an apply that takes long", () => {
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, sleep: (...wait) => systemClock.sleep(...wait) };
  const bench = useBench(
    async (empty) => {
      empty.keys("orders", "billing", "crm");
      await empty.manage(file("orders"));
    },
    { clock },
  );

  situations(bench, {
    "821-applying": async (bench) => {
      const { aws } = bench.stack;
      const { number } = await bench.propose("applying", {
        ...file("billing"),
        ...file("crm"),
        ...file("orders", { description: "Orders of the shop" }),
      });
      aws.addFault({ kind: "slow", milliseconds: 4_000, name: "crm" });
      aws.addFault({ kind: "slow", milliseconds: 8_000, name: "billing" });
      const merging = bench.merge(number);
      await vi.waitUntil(() => aws.storedConnection("orders")?.properties["Description"] !== undefined, 60_000);
      // The first is done by then, the second is not.
      await sleep(1_500);
      ahead = 41_000;
      await vi.waitUntil(async () => (await bench.comment(number)).includes("Applying:"), 60_000);
      const shown = await bench.applyOf(number);
      await merging;
      return shown;
    },
  });
});

describe("an operation that outlasts its run", () => {
  let ahead = 0;
  let isApplying = false;
  /** Waiting takes no time once the apply has begun. */
  const clock: Clock = {
    now: () => Date.now() + ahead,
    async sleep(milliseconds, signal) {
      if (isApplying) ahead += Math.ceil(milliseconds);
      await systemClock.sleep(isApplying ? 1 : milliseconds, signal);
    },
  };
  const bench = useBench(async (empty) => empty.keys("lake"), { clock });

  situations(bench, {
    "822-continued": async (bench) => {
      const isPrivate = { ...oauth("lake", TOKEN), invocationConnectivityParameters: privatePath };
      const { number } = await bench.propose("private", file("lake", isPrivate));
      bench.stack.aws.addFault({ kind: "slow", milliseconds: 60_000, name: "lake" });
      isApplying = true;
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});

describe("a run that loses the target's lock", () => {
  let isLost = false;
  /** Another run has the lock once AWS was asked. */
  const losing = (ledger: Ledger): Ledger => ({
    ...ledger,
    async settleIntent(...settlement) {
      if (isLost) throw new LeaseLostError("another run holds the lock");
      await ledger.settleIntent(...settlement);
    },
  });
  const bench = useBench(
    async (empty) => {
      empty.keys("orders", "billing");
      await empty.manage(file("orders"));
    },
    { applierLedger: losing },
  );

  situations(bench, {
    "831-in-doubt": async (bench) => {
      const { number } = await bench.propose("doubt", file("billing"));
      isLost = true;
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});

describe("a run that dies", () => {
  let isGone = false;
  const dying = (ledger: Ledger): Ledger => ({
    ...ledger,
    async putIntent(...intent) {
      if (isGone) throw new Error("the process is gone");
      await ledger.putIntent(...intent);
    },
  });
  const bench = useBench(
    async (empty) => {
      empty.keys("orders", "billing");
      await empty.manage(file("orders"));
    },
    { applierLedger: dying },
  );

  situations(bench, {
    "832-crashed": async (bench) => {
      const { number } = await bench.propose("crashes", file("billing"));
      isGone = true;
      await bench.merge(number);
      return await bench.applyOf(number);
    },
  });
});

describe("a plan that fails each time", () => {
  const bench = useBench(
    async (empty) => {
      empty.keys("orders");
    },
    { policy: { ...hasty, mostFailures: 3 } },
  );

  situations(bench, {
    "833-plan-given-up": async (bench) => {
      const { number } = await bench.propose("fails", file("orders"));
      bench.stack.github.injectFault({ path: /\/git\/trees\//, status: 422, times: 3 });
      await bench.push("fails", file("orders", { description: "Orders of the shop" }));
      return await bench.planOf(number);
    },
  });
});
