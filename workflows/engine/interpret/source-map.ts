import type { Location } from "../definition/diagnostic.ts";
import type { EvaluatedDefinition } from "../definition/evaluation.ts";
import { pointerSegment, pointerSegments, valueAt } from "../values/json.ts";
import type { SourceMap } from "../kinds/check.ts";
import { spellingFor } from "../kinds/spellings.ts";
import { locate } from "../definition/locate.ts";
import type { PropertyNames } from "../kinds/texts.ts";
import { plainText } from "../values/plain-text.ts";

/** All that is known of where the properties of one definition stand: by the evaluation, lines and columns as well. */
export interface DefinitionSource extends SourceMap, PropertyNames {
  /** Notes the name that the author's last segment should have had; null: it should not stand there at all. */
  rename(written: string, name: string | null): void;
  /** The best known location in the file of the call: the property's, else the nearest parent's, else the call's. */
  locate(path: string): Location;
  /** Where the property stands in a helper; null when it stands in the file of the call, or that is not known. */
  inHelper(path: string): Location | null;
}

export function createSourceMap(evaluated: EvaluatedDefinition): DefinitionSource {
  const locations = new Map(Object.entries(evaluated.locations));
  const links = new Map<string, string>([["", ""]]);
  const renamed = new Map<string, string | null>();
  const camelCase = !Object.keys(evaluated.props).some((key) => /^[A-Z]/.test(key));

  function written(path: string): string {
    const link = links.get(path);
    if (link !== undefined) return link;
    const slash = path.lastIndexOf("/");
    const parent = written(path.slice(0, slash));
    const [name = ""] = pointerSegments(path.slice(slash));
    return `${parent}/${pointerSegment(spellingFor(name, parent === "" ? camelCase : isCamelCase(parent)))}`;
  }

  /** The segments of an author's pointer, with the names that they should have had. */
  function corrected(pointer: string): readonly string[] {
    if (renamed.size === 0) return pointerSegments(pointer);
    return pointerSegments(pointer).flatMap((segment, index) => {
      const prefix = pointer.split("/", index + 2).join("/");
      return renamed.has(prefix) ? (renamed.get(prefix) ?? []) : segment;
    });
  }

  return {
    json: evaluated.at.file.endsWith(".json"),
    link: (path, target) => void links.set(path, target),
    rename: (target, name) => void renamed.set(target, name),
    written,
    isWritten: (path) => valueAt(evaluated.props, written(path)) !== undefined,
    name: (path) =>
      corrected(written(path))
        .map((segment) => plainText(segment, 40))
        .join("."),
    locate: (path) => locate(locations, written(path), evaluated.at).location,
    inHelper: (path) => locate(locations, written(path), evaluated.at).inHelper,
  };
}

/** The style of a pointer: that of its last segment that is a name, not an index. */
function isCamelCase(pointer: string): boolean {
  const name = pointerSegments(pointer).findLast((segment) => !/^\d+$/.test(segment));
  return name === undefined || !/^[A-Z]/.test(name);
}
