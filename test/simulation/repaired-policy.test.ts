import { expect, it } from "vitest";
import { definitionJson, startPipeline } from "../support/pipeline.ts";

it("a repaired configuration that allows more says so", async () => {
  const pipeline = await startPipeline();
  try {
    for (const id of ["alpha"]) pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: "v" });
    const strict = JSON.stringify({ oauthHosts: ["login.example.com"] });
    const first = await pipeline.propose("c0", {
      "connections/alpha.json": definitionJson("alpha"),
      "bridgehead.config.json": strict,
    });
    await pipeline.merge(first.number);
    const breaks = await pipeline.propose("c1", { "bridgehead.config.json": "{" });
    await pipeline.merge(breaks.number);
    const { number } = await pipeline.propose("c2", {
      "bridgehead.config.json": JSON.stringify({ oauthHosts: ["login.example.com", "evil.example.com"] }),
    });
    const comment = await pipeline.comment(number);
    expect(comment).toContain("evil.example.com");
  } finally {
    await pipeline.close();
  }
});
