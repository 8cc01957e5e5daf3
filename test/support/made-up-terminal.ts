import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CloudControlClient, CreateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { vi } from "vitest";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import { bridgehead, type Ended } from "./bridgehead.ts";
import { type Registry, registries } from "./made-up-kinds.ts";

const region = "eu-west-1";

/** A folder with definitions in `connections`, the command line composed with a registry, and an AWS that has its kinds. */
export interface MadeUpTerminal {
  readonly aws: LocalAws;
  /** Where the commands run. */
  readonly cwd: string;
  run(...words: readonly string[]): Promise<Ended>;
  plan(): Promise<Plan>;
  apply(): Promise<unknown>;
  /** Writes a definition file; null removes it. */
  define(file: string, text: string | null): Promise<void>;
  /** Makes a resource as somebody else would. */
  make(type: string, model: JsonObject & { readonly Label: string }): Promise<void>;
  /** What AWS has of a resource. */
  stored(type: string, name: string): unknown;
  /** Everything that was printed, and what the command line keeps. */
  shown(): Promise<string>;
  close(): Promise<void>;
}

export async function startMadeUpTerminal(kinds: Registry): Promise<MadeUpTerminal> {
  const aws = await startLocalAws({ region, kinds: registries[kinds] });
  const credentials = { accessKeyId: "somebody", secretAccessKey: "local" };
  const cloud = new CloudControlClient({ endpoint: aws.url, region, credentials });
  const cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-made-up-"));
  await mkdir(path.join(cwd, "connections"));
  const printed: string[] = [];
  const run: MadeUpTerminal["run"] = async (...words) => {
    const env = { AWS_ENDPOINT_URL: aws.url, AWS_REGION: region };
    const ended = await bridgehead(words, { cwd, env, kinds });
    printed.push(ended.stdout, ended.stderr);
    return ended;
  };
  const stored: MadeUpTerminal["stored"] = (type, name) => aws.storedResource(type, name)?.properties;
  return {
    aws,
    cwd,
    run,
    plan: async () => (await run("plan", "--json")).json<Plan>(),
    apply: async () => (await run("apply", "--yes", "--json")).json(),
    async define(name, text) {
      const file = path.join(cwd, "connections", name);
      await (text === null ? rm(file) : writeFile(file, text));
    },
    async make(TypeName, model) {
      await cloud.send(new CreateResourceCommand({ TypeName, DesiredState: JSON.stringify(model) }));
      await vi.waitUntil(() => stored(TypeName, model.Label) !== undefined, 60_000);
    },
    stored,
    async shown() {
      const state = path.join(cwd, ".bridgehead");
      const kept = await Promise.all((await readdir(state)).map((name) => readFile(path.join(state, name), "utf8")));
      return [...printed, ...kept, JSON.stringify(aws.requests())].join("\n");
    },
    async close() {
      cloud.destroy();
      await aws.close();
      await rm(cwd, { recursive: true });
    },
  };
}
