const sentences = {
  "too-large": "is larger than 1 MB",
  "not-text": "is not UTF-8 text",
  "not-a-file": "is no regular file, and no link to one inside the folder",
  "too-many": "holds more files than can be read",
} as const;

/**
 * A file or folder in the repository that cannot be read as definitions. It is an error and not left out, since a
 * definition must never be taken for removed because its file is broken.
 */
export class DefinitionFileError extends Error {
  /** From the root of the repository. */
  readonly path: string;
  readonly reason: keyof typeof sentences;

  constructor(path: string, reason: keyof typeof sentences) {
    super(`${path === "" ? "the repository" : path} ${sentences[reason]}`);
    this.name = "DefinitionFileError";
    this.path = path;
    this.reason = reason;
  }
}
