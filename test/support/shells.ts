import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The shells of this machine that a person may paste a command into; `sh` and `bash` are everywhere that tests run. */
export const shells: readonly string[] = ["sh", "bash", "zsh"].filter(
  (name) =>
    name !== "zsh" || (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, name))),
);
