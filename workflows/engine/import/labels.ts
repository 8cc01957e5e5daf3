/**
 * What the parameters and files of imported resources are called. All of it has the characters of file names and of
 * Parameter Store, and nothing differs by case only: some file systems take that for the same.
 */

/** The longest part of a label or a file name that comes from outside. */
const LONGEST = 64;

/** Names that Windows keeps for devices, whatever extension follows. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Gives each wanted text out once: the second time it has `-2` at its end, and so on. */
export function createNames(): (wanted: string) => string {
  const given = new Set<string>();
  return (wanted) => {
    let name = wanted;
    for (let count = 2; given.has(name.toLowerCase()); count++) name = `${wanted}-${count}`;
    given.add(name.toLowerCase());
    return name;
  };
}

/**
 * The base name of a resource's file: the resource's name with a `-` for each dot, so that `a.d` does not become a
 * declaration file, and nothing at its beginning that would make it a helper or an option of a command.
 */
export function fileStem(name: string, noun: string): string {
  const stem = name.replaceAll(".", "-").replace(/^[-_]+/, "");
  const word = noun.replaceAll(/[^a-z0-9]+/gi, "-");
  if (stem === "") return word;
  return DEVICES.test(stem) ? `${stem}-${word}` : stem;
}

/** Text from outside as a part of a parameter's name. */
export function labelPart(text: string): string {
  const part = text
    .slice(0, LONGEST)
    .replaceAll(/[^A-Za-z0-9_.-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return part === "" ? "parameter" : part;
}
