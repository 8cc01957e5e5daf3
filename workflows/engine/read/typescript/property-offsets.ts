import type { AnyNode, CallExpression, Expression, ObjectExpression, Pattern, Property, SpreadElement } from "acorn";
import { pointerSegment } from "../../values/json.ts";
import { targetOf } from "./reachable.ts";
import { type Binding, type Call, type Callable, isCallable } from "./module-syntax.ts";
import type { SourceModule, SourceModules } from "./source-modules.ts";

/** A call on the way to a definition: the first is the one that declares, each next one led to it. */
export interface Step {
  readonly module: SourceModule;
  readonly call: Call;
}

export interface PropertyOffset {
  readonly module: SourceModule;
  /** In the module's `code`. */
  readonly offset: number;
}

/** Something in the text, and the call by which the parameters in it have their values. */
interface Written {
  readonly module: SourceModule;
  readonly node: AnyNode;
  readonly scope: Scope | undefined;
}

interface Scope {
  readonly callable: Callable;
  /** The call of that function; the scope is that of its arguments. */
  readonly caller: Written & { readonly node: Call };
}

/** More properties than this help nobody; text can stand for itself many times over. */
const mostProperties = 2_000;
/** Names behind names. */
const mostDetours = 20;

/**
 * JSON Pointer -> location of each property of a definition that is written in an object: in the call itself, in a
 * constant that stands for it or is spread into it, in the result of a function that only returns one, or in an
 * argument of the helper that makes the call. What a computed key or anything else may have overwritten is left out.
 */
export function propertyOffsets(steps: readonly Step[], modules: SourceModules): ReadonlyMap<string, PropertyOffset> {
  const offsets = new Map<string, PropertyOffset>();
  const [first] = steps;
  const [id, props] = first?.call.arguments ?? [];
  if (first === undefined || props === undefined || id?.type === "SpreadElement") return offsets;
  visit({ module: first.module, node: props, scope: scopeOf(steps) }, "");
  return offsets;

  function visit(value: Written, pointer: string): void {
    const written = resolve(value, modules, mostDetours);
    if (written?.node.type === "ObjectExpression") visitObject({ ...written, node: written.node }, pointer);
    if (written?.node.type !== "ArrayExpression") return;
    for (const [index, element] of written.node.elements.entries()) {
      if (element?.type === "SpreadElement" || offsets.size > mostProperties || !modules.look(1)) return;
      if (element === null) continue;
      offsets.set(`${pointer}/${index}`, { module: written.module, offset: element.start });
      visit({ ...written, node: element }, `${pointer}/${index}`);
    }
  }

  function visitObject(object: Written & { readonly node: ObjectExpression }, pointer: string): void {
    for (const property of object.node.properties) {
      if (offsets.size > mostProperties || !modules.look(1)) return;
      const name = property.type === "Property" ? keyOf(property) : null;
      if (property.type === "Property" && name !== null) {
        const below = `${pointer}/${pointerSegment(name)}`;
        if (offsets.has(below)) forget(below);
        offsets.set(below, { module: object.module, offset: property.start });
        visit({ ...object, node: property.value }, below);
      } else spread(object, property, pointer);
    }
  }

  function spread(object: Written, property: Property | SpreadElement, pointer: string): void {
    const from = property.type === "SpreadElement" ? { ...object, node: property.argument } : undefined;
    const written = from && resolve(from, modules, mostDetours);
    if (written?.node.type === "ObjectExpression") visitObject({ ...written, node: written.node }, pointer);
    else forget(pointer);
  }

  /** Takes out what is known below a pointer: it may have been overwritten. */
  function forget(pointer: string): void {
    modules.look(offsets.size);
    for (const known of offsets.keys()) if (known.startsWith(`${pointer}/`)) offsets.delete(known);
  }
}

function keyOf({ computed, key }: { readonly computed: boolean; readonly key: AnyNode }): string | null {
  if (key.type === "Literal") return String(key.value);
  return key.type === "Identifier" && !computed ? key.name : null;
}

/** What an expression stands for, as far as that can be read off the text. */
function resolve(written: Written, modules: SourceModules, left: number): Written | undefined {
  if (left === 0 || !modules.look(1)) return undefined;
  const again = (node: AnyNode, from: Written = written) => resolve({ ...from, node }, modules, left - 1);
  const { node } = written;
  if (node.type === "ObjectExpression" || node.type === "ArrayExpression" || isCallable(node)) return written;
  if (node.type === "AwaitExpression") return again(node.argument);
  if (node.type === "CallExpression") return resolveResult({ ...written, node }, modules, left);
  if (node.type === "Identifier") {
    const bound = named(written, node.name, modules) ?? argument(written, node.name, modules);
    return bound && again(bound.node, bound);
  }
  if (node.type !== "MemberExpression") return undefined;
  const object = again(node.object);
  const value = object && memberOf(object, keyOf({ computed: node.computed, key: node.property }), modules);
  return object && value && again(value, object);
}

function memberOf({ node }: Written, name: string | null, modules: SourceModules): AnyNode | undefined {
  if (node.type !== "ObjectExpression" || name === null || !modules.look(node.properties.length)) return undefined;
  const last = node.properties.findLast(
    (property) => property.type !== "Property" || [null, name].includes(keyOf(property)),
  );
  return last?.type === "Property" && keyOf(last) === name && last.kind === "init" ? last.value : undefined;
}

/** What a call gives whose function does nothing but return it. */
function resolveResult(
  caller: Written & { readonly node: CallExpression },
  modules: SourceModules,
  left: number,
): Written | undefined {
  const { callee, arguments: given } = caller.node;
  const [only] = given;
  if (only !== undefined && caller.module.code?.slice(callee.start, callee.end) === "Object.freeze") {
    return resolve({ ...caller, node: only }, modules, left - 1);
  }
  const called = resolve({ ...caller, node: callee }, modules, left - 1);
  if (called === undefined || !isCallable(called.node)) return undefined;
  const { body } = called.node;
  if (body.type === "BlockStatement" && !modules.look(body.body.length)) return undefined;
  const result = resultOf(called.node);
  const scope = { callable: called.node, caller };
  return result && resolve({ module: called.module, node: result, scope }, modules, left - 1);
}

function resultOf({ body }: Callable): Expression | undefined {
  if (body.type !== "BlockStatement") return body;
  const last = body.body.at(-1);
  const isOnly = body.body.every((statement) => statement === last || statement.type === "VariableDeclaration");
  return isOnly && last?.type === "ReturnStatement" ? (last.argument ?? undefined) : undefined;
}

/** What a name of the module stands for, here or in the file that it is imported from. */
function named({ module }: Written, name: string, modules: SourceModules): Written | undefined {
  let from = module;
  let binding: Binding | undefined = module.syntax?.binding(name);
  for (let left = mostDetours; binding?.kind === "import" && left > 0 && modules.look(1); left--) {
    const next = targetOf(from, binding.specifier, modules);
    if (next === undefined) return undefined;
    from = next;
    binding = next.syntax?.exported(binding.name);
  }
  return binding?.kind === "value" ? { module: from, node: binding.node, scope: undefined } : undefined;
}

/** By what calls the parameters around the first of these calls have their values. */
function scopeOf([here, caller, ...rest]: readonly Step[]): Scope | undefined {
  const callable = here?.module.syntax?.functionAt(here.call.start);
  if (callable === undefined || caller === undefined) return undefined;
  // A function that is handed over, as to `map`, is not called with what is handed over with it.
  const isGiven = caller.call.arguments.some(({ start, end }) => start <= callable.start && callable.end <= end);
  if (isGiven && caller.module === here?.module) return undefined;
  return { callable, caller: { module: caller.module, node: caller.call, scope: scopeOf([caller, ...rest]) } };
}

/** The argument that a parameter stands for. */
function argument({ scope }: Written, name: string, modules: SourceModules): Written | undefined {
  if (scope === undefined) return undefined;
  const given = scope.caller.node.arguments;
  for (const [index, parameter] of scope.callable.params.entries()) {
    const node = given[index];
    if (node === undefined || given.slice(0, index + 1).some(({ type }) => type === "SpreadElement")) return undefined;
    const found = within(parameter, node, { name, modules });
    if (found !== undefined) return { ...scope.caller, node: found };
  }
  return undefined;
}

/** The part of an argument that a name in a parameter stands for. */
function within(
  parameter: Pattern,
  node: AnyNode,
  { name, modules }: { readonly name: string; readonly modules: SourceModules },
): AnyNode | undefined {
  const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
  if (pattern.type === "Identifier") return pattern.name === name ? node : undefined;
  if (pattern.type !== "ObjectPattern" || node.type !== "ObjectExpression") return undefined;
  for (const property of pattern.properties) {
    if (!modules.look(node.properties.length)) return undefined;
    if (property.type === "RestElement") {
      // What was taken out of it before is not among the properties of the definition.
      if (property.argument.type === "Identifier" && property.argument.name === name) return node;
      continue;
    }
    const key = keyOf(property);
    const value = node.properties.findLast((member) => member.type === "Property" && keyOf(member) === key);
    const isNamed = property.value.type === "Identifier" && property.value.name === name;
    if (isNamed && value?.type === "Property") return value.value;
  }
  return undefined;
}
