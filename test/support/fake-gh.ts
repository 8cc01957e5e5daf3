import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { raw } from "jq-wasm";

/** Exit status, standard error and standard output of one call. */
interface Ended {
  readonly status: number;
  readonly remark: string;
  readonly output: string;
}

export interface FakeGh {
  /** The text of the program `gh`: a script that hands its arguments over and prints what comes back. */
  readonly program: string;
  close(): Promise<void>;
}

/**
 * `gh api`, as far as the workflow uses it: what is asked for goes over the wire to the address given, and the filter
 * is run by jq itself. As with gh, a refusal ends with status 1 and with its body on standard output. Where a repository
 * (`owner/name`) is given, as by the clone that gh stands in, also `gh workflow run`.
 */
export async function startFakeGh(apiUrl: string, token: string, repository?: string): Promise<FakeGh> {
  // The caller's end stays open until it has its answer.
  const server = createServer({ allowHalfOpen: true }, (socket) => void answer(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const program = [
    "#!/usr/bin/env bash",
    `exec 3<>/dev/tcp/127.0.0.1/${address.port}`,
    String.raw`printf '%s\0' "$#" "$@" >&3`,
    "read -r status <&3 && read -r remark <&3 && cat <&3",
    '[ -z "$remark" ] || echo "$remark" >&2',
    'exit "$status"',
  ];
  return {
    program: `${program.join("\n")}\n`,
    close: async () => void (await new Promise((resolve) => server.close(resolve))),
  };

  async function answer(socket: Socket): Promise<void> {
    socket.on("error", () => undefined);
    const { status, remark, output } = await api(await readArguments(socket)).catch((error: unknown) =>
      failed(String(error)),
    );
    socket.end(`${status}\n${remark}\n${output}`);
  }

  async function dispatch(place: string, [file = "", ...given]: readonly string[]): Promise<Ended> {
    const inputs: Record<string, string> = {};
    let ref = "";
    for (const args = [...given]; args.length > 0;) {
      const [option, value = ""] = args.splice(0, 2);
      if (option === "--ref") ref = value;
      else if (option === "-f") inputs[value.slice(0, value.indexOf("="))] = value.slice(value.indexOf("=") + 1);
      else return failed(`unknown argument: ${option}`);
    }
    const answer = await fetch(`${apiUrl}/repos/${place}/actions/workflows/${file}/dispatches`, {
      method: "POST",
      headers: { authorization: `token ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ ref, inputs }),
    });
    return answer.ok ? { status: 0, remark: "", output: "" } : failed(`HTTP ${answer.status}: ${await answer.text()}`);
  }

  async function api(args: readonly string[]): Promise<Ended> {
    if (repository !== undefined && args[0] === "workflow" && args[1] === "run") {
      return await dispatch(repository, args.slice(2));
    }
    const asked = parseArguments(args);
    if (typeof asked === "string") return failed(asked);
    let output = "";
    let next: string | undefined = `${apiUrl}/${asked.path}?${asked.fields.toString()}`;
    while (next !== undefined) {
      const page: Response = await fetch(next, { headers: { authorization: `token ${token}` } });
      const body = await page.text();
      if (!page.ok) return failed(`HTTP ${page.status}`, output + body);
      const lines = await raw(body, asked.filter, ["-r"]);
      if (lines !== "") output += lines.endsWith("\n") ? lines : `${lines}\n`;
      const link: string | undefined = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
      next = asked.paginate ? link : undefined;
    }
    return { status: 0, remark: "", output };
  }
}

function failed(remark: string, output = ""): Ended {
  return { status: 1, remark: `gh: ${remark.replaceAll("\n", " ")}`, output };
}

/** The arguments of one call: their number, then each, all with a NUL behind. */
async function readArguments(socket: Socket): Promise<readonly string[]> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    const [count, ...rest] = text.split("\0");
    if (rest.length > Number(count)) return rest.slice(0, -1);
  }
  throw new Error("the arguments did not come to an end");
}

interface Asked {
  readonly path: string;
  readonly filter: string;
  readonly fields: URLSearchParams;
  readonly paginate: boolean;
}

/** What a call asks for, or what is wrong with it. */
function parseArguments([command, ...given]: readonly string[]): Asked | string {
  const fields = new URLSearchParams();
  const args = [...given];
  let [path, filter, paginate, method] = ["", "", false, ""];
  while (args.length > 0) {
    const arg = args.shift() ?? "";
    if (arg === "--method") method = args.shift() ?? "";
    else if (arg === "--jq") filter = args.shift() ?? "";
    else if (arg === "--paginate") paginate = true;
    else if (arg === "-f" || arg === "-F") {
      const [name = "", ...value] = (args.shift() ?? "").split("=");
      fields.append(name, value.join("="));
    } else if (arg.startsWith("-") || path !== "") return `unknown argument: ${arg}`;
    else path = arg;
  }
  // Without a method, fields would make it a POST.
  if (command !== "api" || method !== "GET") return "only GET requests of the API are known";
  return path === "" || filter === "" ? "a path and a filter are needed" : { path, filter, fields, paginate };
}
