import type { AnyNode, CallExpression, NewExpression, ObjectExpression, Program } from "acorn";
import { pointerSegment } from "../json.ts";
import { nodesOf } from "./syntax.ts";

export type Call = CallExpression | NewExpression;

/** The call whose opening bracket stands at `offset`, which is where QuickJS places a call; undefined when there is none. */
export function callAt(program: Program, code: string, offset: number): Call | undefined {
  if (code[offset] !== "(") return undefined;
  for (const node of nodesOf(program)) {
    if ((node.type !== "CallExpression" && node.type !== "NewExpression") || node.callee.end > offset) continue;
    const [first] = node.arguments;
    // Between the called function and its arguments stands nothing but this bracket, spaces and comments.
    if (offset < (first?.start ?? node.end) && !code.slice(node.callee.end, offset).includes("(")) return node;
  }
  return undefined;
}

/**
 * JSON Pointer -> offset of each property that is written in the call's second argument. What a spread or a computed
 * key may have overwritten, or what is not written there as a literal, is unknown and left out.
 */
export function propertyOffsets(call: Call): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const [, props] = call.arguments;
  if (props?.type === "ObjectExpression" && call.arguments[0]?.type !== "SpreadElement") visit(props, "", offsets);
  return offsets;
}

function visit(node: AnyNode, pointer: string, offsets: Map<string, number>): void {
  if (node.type === "ObjectExpression") visitObject(node, pointer, offsets);
  if (node.type !== "ArrayExpression") return;
  for (const [index, element] of node.elements.entries()) {
    if (element?.type === "SpreadElement") return;
    if (element === null) continue;
    offsets.set(`${pointer}/${index}`, element.start);
    visit(element, `${pointer}/${index}`, offsets);
  }
}

function visitObject(object: ObjectExpression, pointer: string, offsets: Map<string, number>): void {
  for (const property of object.properties) {
    const name = property.type === "Property" ? keyOf(property) : null;
    if (property.type !== "Property" || name === null) {
      forget(pointer, offsets);
      continue;
    }
    const below = `${pointer}/${pointerSegment(name)}`;
    forget(below, offsets);
    offsets.set(below, property.start);
    visit(property.value, below, offsets);
  }
}

function keyOf({ computed, key }: { readonly computed: boolean; readonly key: AnyNode }): string | null {
  if (key.type === "Literal") return String(key.value);
  return key.type === "Identifier" && !computed ? key.name : null;
}

/** Takes out what is known below a pointer: it may have been overwritten. */
function forget(pointer: string, offsets: Map<string, number>): void {
  for (const known of offsets.keys()) if (known.startsWith(`${pointer}/`)) offsets.delete(known);
}
