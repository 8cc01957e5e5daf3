import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { localTarget } from "../../cli/local/stack.ts";
import { type SystemParameter, systemPath } from "../../infra/aws/system-credentials.ts";
import { checkNames } from "../../workflows/ports/checks.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { definitionJson, startPipeline } from "../support/pipeline.ts";

it("between a plan and its merge every credential of the pipeline becomes another, and nothing is lost", async () => {
  const clock = createFastClock();
  const pipeline = await startPipeline({ clock });
  const { stack, runs } = pipeline;
  const put = (parameter: SystemParameter, value: string): void =>
    void stack.aws.putParameter({
      name: systemPath(localTarget.stage, parameter),
      value,
      type: parameter === "appId" ? "String" : "SecureString",
    });
  try {
    stack.aws.putParameter({ name: "/bridgehead/orders/key", value: "k" });
    const first = await pipeline.propose("orders", { "connections/orders.json": definitionJson("orders") });
    expect(await pipeline.conclusion(first.head, checkNames.plan)).toBe("success");

    // Another App: its id, its key, its installation, its account.
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    stack.github.replaceApp({ id: 2, slug: "successor", publicKey });
    put("appId", "2");
    put("privateKey", privateKey);
    put("previousWebhookSecret", stack.webhookSecret);
    put("webhookSecret", "another secret");
    stack.github.setWebhook({ url: stack.webhookUrl, secret: "another secret" });

    const head = await pipeline.push("orders", {
      "connections/orders.json": definitionJson("orders", { description: "Orders" }),
    });
    expect(await pipeline.conclusion(head, checkNames.plan)).toBe("success");
    put("fingerprintKey", "another key");
    const commit = await pipeline.merge(first.number);
    expect(runs.map(({ outcome }) => outcome)).toEqual(["applied"]);
    expect(await pipeline.conclusion(commit, checkNames.apply)).toBe("success");
    expect(stack.aws.connectionNames()).toEqual(["orders"]);
    const refused = (await stack.github.deliveries()).filter(({ status }) => status !== "OK");
    expect(refused).toEqual([]);
    expect(pipeline.log.join("")).not.toMatch(/another (?:secret|key)|PRIVATE KEY/);
  } finally {
    await pipeline.close();
  }
});
