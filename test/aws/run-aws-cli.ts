import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface AwsCli extends AsyncDisposable {
  /** What `aws` runs with, beside its path. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs `aws` and gives its output, as JSON where there is any. Rejects with what it wrote to standard error. */
  run(...args: readonly string[]): Promise<unknown>;
  /** The error that AWS answers with, as `aws` prints it. */
  refusal(...args: readonly string[]): Promise<string>;
}

/** The AWS CLI with an endpoint, credentials that are good for nothing, and no configuration of whoever runs it. */
export async function openAwsCli(program: string, endpoint: string): Promise<AwsCli> {
  const home = await mkdtemp(join(tmpdir(), "aws-cli-"));
  const environment = {
    HOME: home,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
    AWS_PAGER: "",
  };
  const env = { PATH: process.env["PATH"], ...environment };
  const call = (args: readonly string[]): Promise<{ failed: boolean; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      execFile(program, [...args], { env, cwd: home, timeout: 60_000 }, (error, stdout, stderr) =>
        resolve({ failed: error !== null, stdout, stderr }),
      );
    });
  return {
    environment,
    async run(...args) {
      const { failed, stdout, stderr } = await call(args);
      if (failed) throw new Error(`aws ${args.slice(0, 2).join(" ")}: ${stderr.trim()}`);
      return stdout === "" ? undefined : (JSON.parse(stdout) as unknown);
    },
    async refusal(...args) {
      const { failed, stderr } = await call(args);
      if (!failed) throw new Error(`aws ${args.slice(0, 2).join(" ")} was not refused`);
      return stderr.trim();
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
