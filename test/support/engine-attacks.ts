/** By a name: what makes the engine work, in one line of its own, and the codes of which one ends it. */
export const engineAttacks: Readonly<Record<string, readonly [code: string, ...ends: readonly string[]]>> = {
  "index of a huge length": ["Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)", "too-much-work"],
  "includes of a huge length": ["Array.prototype.includes.call({ length: 2 ** 53 - 1 }, 1)", "too-much-work"],
  "fill of a huge length": [
    "Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 1)",
    "too-much-work",
    "too-much-memory",
  ],
  "sorted holes": ["Array(2 ** 32 - 1).sort()", "too-much-work"],
  "joined holes": ["Array(2 ** 32 - 1).join()", "too-much-work", "too-much-memory"],
  "sorted texts": [
    "const a = Array.from({ length: 3e5 }, (_, i) => (i * 7919) % 1000003 + ''); for (;;) [...a].sort()",
    "too-much-work",
  ],
  "keys of a proxy": [
    "const k = Array.from({ length: 2e5 }, (_, i) => 'k' + i); for (;;) Reflect.ownKeys(new Proxy({}, { ownKeys: () => k }))",
    "too-much-work",
  ],
  "keys without end": [
    "Reflect.ownKeys(new Proxy({}, { ownKeys: () => ({ length: 2 ** 53 - 1 }) }))",
    "too-much-work",
    "too-much-memory",
    "file-threw",
  ],
  "a pattern that backtracks": ["/(x+x+)+y/.exec('x'.repeat(99))", "too-much-work"],
  "a pattern of a huge text": ["new RegExp('(a*)*'.repeat(200) + 'b').exec('a'.repeat(50000))", "too-much-work"],
  "copied texts": ["for (;;) 'x'.repeat(1e7).slice(1)", "too-much-work"],
  "texts that no memory holds": ["for (;;) try { 'x'.padEnd(2 ** 30 - 9) } catch {}", "too-much-work"],
  "normalised texts": ["const s = '\\u0344'.repeat(1e6); for (;;) s.normalize('NFD')", "too-much-work"],
  "split texts": ["for (;;) 'x'.repeat(1e6).split('')", "too-much-work", "too-much-memory"],
  "powers of integers": ["for (let b = 3n; ; ) try { b = b * b } catch { b = 3n }", "too-much-work"],
  "digits of integers": ["for (let b = 3n ** 99999n; ; ) b.toString()", "too-much-work"],
  "a shared structure as JSON": [
    "let a = []; for (let i = 0; i < 60; i++) a = [a, a]; JSON.stringify(a)",
    "too-much-work",
    "too-much-memory",
  ],
  "a deep JSON": ["JSON.parse('['.repeat(5e6))", "too-deep", "too-much-work"],
  "a long JSON": ["for (;;) JSON.parse('[' + '1,'.repeat(1e6) + '1]')", "too-much-work", "too-much-memory"],
  "a list that is walked": [
    "let h = null; for (let i = 0; i < 6e5; i++) h = { h }; for (;;) for (let p = h; p; p = p.h);",
    "too-much-work",
  ],
  "a map that is walked": [
    "const m = new Map(); for (let i = 0; i < 4e5; i++) m.set(i, {}); for (;;) for (const [k, v] of m) v.x = k",
    "too-much-work",
  ],
  "what is collected": [
    "const h = []; for (let i = 0; i < 2e5; i++) h.push({}); for (;;) { const a = {}; a.a = a; }",
    "too-much-work",
    "too-much-memory",
  ],
  "stacks of errors": ["const f = (n) => (n ? f(n - 1) : new Error('x').stack); for (;;) f(80)", "too-much-work"],
  "groups without end": [
    "Object.groupBy({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }) }) }, (x) => x)",
    "too-much-work",
    "too-much-memory",
  ],
  "iterators over iterators": [
    "Iterator.from({ next: () => ({ value: 1 }) }).map((x) => x).drop(1e15).next()",
    "too-much-work",
    "file-threw",
    "not-hermetic",
  ],
  "imports without end": ["for (;;) import('./a.ts')", "too-much-memory", "too-much-work", "never-finishes"],
  "references to nothing": ["for (;;) ssm('')", "invalid-ssm-call", "evaluation-budget"],
  "services that there are not": ["for (;;) AWS.Lambda.Function('x', {})", "unsupported-service", "evaluation-budget"],
  "large definitions": [
    "for (let i = 0; i < 3000; i++) AWS.Events.Connection('c' + i, { d: 'x'.repeat(2e5) })",
    "evaluation-budget",
    "too-much-work",
  ],
  "functions in definitions": [
    "const o = {}; for (let i = 0; i < 100; i++) o['p' + i] = () => 1; for (let i = 0; i < 3000; i++) AWS.Events.Connection('c' + i, o)",
    "unsupported-value",
    "evaluation-budget",
    "too-much-work",
  ],
  "errors in definitions": [
    "const o = { get a() { throw new Error('_abc'.repeat(400)) } }; for (let i = 0; i < 2500; i++) AWS.Events.Connection('c' + i, o)",
    "file-threw",
    "evaluation-budget",
  ],
  "wide definitions": [
    "const o = {}; for (let i = 0; i < 9000; i++) o['p' + i] = 1; for (let i = 0; i < 3000; i++) AWS.Events.Connection('c' + i, o)",
    "too-much-work",
    "evaluation-budget",
  ],
};

/** The file of an attack. */
export function engineAttack(code: string): string {
  return `import { AWS, ssm } from "bridgehead";\n${code};\nAWS.Events.Connection("late", {}); ssm("/bridgehead/late");\n`;
}
