import type { Location } from "../diagnostic.ts";
import type { EvaluatedDefinition } from "../evaluation.ts";
import { pointerSegment, pointerSegments } from "../json.ts";
import { spellingFor } from "../../../connections/_authoring/spellings.ts";
import { plainText } from "./plain-text.ts";

/**
 * Where the properties of one definition stand. Pointers are JSON Pointers in CloudFormation's spelling; behind each
 * is the author's own, by which the evaluation knows lines and columns.
 */
export interface Places {
  /** Notes that what stands at `path` was, or would be, written at `written`. */
  link(path: string, written: string): void;
  /** The author's pointer for a path, made up in the author's style where the property was not written. */
  written(path: string): string;
  /** The author's spelling of a path for a message, such as `authParameters.apiKey`; safe to print. */
  name(path: string): string;
  /** The best known place: the property's, else the nearest parent's, else the call's. */
  locate(path: string): Location;
}

export function createPlaces(evaluated: EvaluatedDefinition): Places {
  const links = new Map<string, string>([["", ""]]);
  const camelCase = !Object.keys(evaluated.props).some((key) => /^[A-Z]/.test(key));

  function written(path: string): string {
    const link = links.get(path);
    if (link !== undefined) return link;
    const slash = path.lastIndexOf("/");
    const parent = written(path.slice(0, slash));
    const [name = ""] = pointerSegments(path.slice(slash));
    return `${parent}/${pointerSegment(spellingFor(name, parent === "" ? camelCase : isCamelCase(parent)))}`;
  }

  return {
    link: (path, target) => void links.set(path, target),
    written,
    name: (path) =>
      pointerSegments(written(path))
        .map((segment) => plainText(segment, 40))
        .join("."),
    locate(path) {
      for (let pointer = written(path); pointer !== ""; pointer = pointer.slice(0, pointer.lastIndexOf("/"))) {
        const position = Object.hasOwn(evaluated.positions, pointer) ? evaluated.positions[pointer] : undefined;
        if (position !== undefined) return { file: evaluated.at.file, line: position.line, column: position.column };
      }
      return { file: evaluated.at.file, line: evaluated.at.line, column: evaluated.at.column };
    },
  };
}

/** The style of a pointer: that of its last segment that is a name, not an index. */
function isCamelCase(pointer: string): boolean {
  const name = pointerSegments(pointer).findLast((segment) => !/^\d+$/.test(segment));
  return name === undefined || !/^[A-Z]/.test(name);
}
