import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { expect, it } from "vitest";
import { localClient } from "../../cli/local/client.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { type History, startHistory, statusOf } from "../support/review-history.ts";

const PARAMETER = "/bridgehead/legacy/key";
const description = "Made in the console";

/** The definition of a connection that somebody made in the console. */
const legacy = (adopt: boolean | "write") => ({
  "connections/legacy.json": JSON.stringify({
    id: "legacy",
    adopt,
    description,
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey: `{{resolve:ssm-secure:${PARAMETER}}}` },
  }),
});

async function makeInConsole({ stack }: History): Promise<void> {
  const model = {
    Name: "legacy",
    Description: description,
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "theirs" } },
  };
  const client = localClient(CloudControlClient, stack);
  await client.send(new CreateResourceCommand({ TypeName: CONNECTION_TYPE, DesiredState: JSON.stringify(model) }));
  client.destroy();
  await expect.poll(() => stack.aws.storedConnection("legacy")?.state).toBe("AUTHORIZED");
}

const keyOf = ({ stack }: History): unknown => {
  const text = JSON.stringify(stack.aws.storedConnection("legacy")?.properties);
  return /"ApiKeyValue":"([^"]*)"/.exec(text)?.[1];
};

it("a connection that a pull request adopts keeps its key until a reviewed change writes it", async () => {
  await using history = await startHistory([]);
  const { aws } = history.stack;
  await makeInConsole(history);
  aws.putParameter({ name: PARAMETER, value: "a guess" });

  const adoption = await history.propose(legacy(true));
  expect(await history.pipeline.comment(adoption.number)).toContain("its credential stays as it is");
  await history.merge(adoption);
  expect(await history.run()).toMatchObject({ outcome: "applied", results: [{ name: "legacy", writes: false }] });
  expect(keyOf(history)).toBe("theirs");

  expect(statusOf(await history.rerun({ operation: "apply" }), "legacy")).toBeUndefined();
  expect(keyOf(history)).toBe("theirs");

  const writing = await history.propose(legacy("write"));
  const comment = await history.pipeline.comment(writing.number);
  expect(comment).toContain("> [!CAUTION]\n> **The credential of 1 connection is overwritten unseen**");
  expect(comment.indexOf("[!CAUTION]")).toBeLessThan(comment.indexOf("| ~&nbsp;update |"));
  await history.merge(writing);
  expect(statusOf(await history.run(), "legacy")).toBe("applied");
  expect(keyOf(history)).toBe("a guess");

  aws.putParameter({ name: PARAMETER, value: "rotated" });
  expect(statusOf(await history.rerun({ operation: "apply" }), "legacy")).toBe("applied");
  expect(keyOf(history)).toBe("rotated");
});
