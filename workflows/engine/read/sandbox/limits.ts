/** Bounds of one evaluation. A definition that is honest stays far below each. */
export const limits = {
  /** UTF-16 code units of one file. */
  fileLength: 256 * 1024,
  /** Definition files of one set. */
  files: 5_000,
  /** Files that one file imports, itself or through others. */
  imports: 2_000,
  /** Definitions of one set, and of one file. */
  definitions: 3_000,
  /** Bytes of a set's result as JSON in UTF-8: AWS Lambda answers with 6 MB at most. */
  resultBytes: 5_500_000,
  /** UTF-16 code units of one definition as JSON: as much as Cloud Control takes. */
  definitionLength: 262_144,
  /** Values in one definition: objects, arrays and what they hold. */
  values: 10_000,
  /** Levels of objects and arrays in one definition. */
  depth: 16,
  /** Problems listed of one file. */
  problems: 100,
  /** UTF-16 code units of an id; the interpretation of definitions has its own, narrower rule. */
  idLength: 1_024,
  /** UTF-16 code units of a file's path. */
  pathLength: 512,
  /**
   * Steps for one file: of the engine, as its meter counts them, and of its host, each of whose steps below takes no
   * longer than so many of the engine's.
   */
  steps: 260_000_000,
  /** Steps of a set. */
  setSteps: 1_500_000_000,
  /** Steps for each module that is prepared, however short it is, and how many of the stripper's these are. */
  stepsPerModule: 100_000,
  stripperStart: 1_000_000,
  /** Steps for each further one of the stripper's, which takes longer than one of QuickJS. */
  stepsPerStripped: 2,
  /** Steps for each UTF-16 code unit of TypeScript that is parsed; JSON takes a tenth. */
  stepsPerUnit: 100,
  /** Steps for each node of a syntax tree that is visited, the first time with making it. */
  stepsPerVisit: 60,
  /** Steps for each UTF-16 code unit of a regular expression: the platform compiles it to check it. */
  stepsPerPattern: 1_000,
  /** Steps for each UTF-16 code unit of what a file reports: it is parsed, checked and sent several times. */
  stepsPerReported: 20,
  /** Steps for each look at where something stands. */
  stepsPerLook: 300,
  /** Steps for what a file leaves unusable: a realm, and the thread. */
  stepsPerRealm: 4_000_000,
  stepsPerThread: 100_000_000,
  /** Steps of the stripper of types for one file, as its meter counts them. */
  stripperSteps: 60_000_000,
  /** Pages of 64 KiB: the memory of the stripper, 48 MiB. */
  stripperPages: 768,
  /** UTF-16 code units of what is left of a file without its types, or of what it is translated to. */
  codeLength: 1024 * 1024,
  /** Levels of brackets in a file's text. */
  nesting: 256,
  /** Names with which those that a file declares or exports are compared. */
  comparisons: 30_000_000,
  /** UTF-16 code units of a file's regular expressions together. */
  patternLength: 20_000,
  /** Nodes of a file's syntax that are visited to understand it, each as often as it is. */
  visits: 1_500_000,
  /** Nodes of what a file imports, after which nothing more of it is read: trees take much memory, and a thread has 64 MB. */
  nodes: 250_000,
  /** What is looked at to say where the definitions and problems of a file stand; some of it whatever steps are left. */
  looks: 1_000_000,
  leastLooks: 20_000,
  /** Locations of properties in the result of a file, which share its set's size with all others. */
  locations: 60_000,
  /** UTF-16 code units that a file reads, itself and by what it imports. */
  textLength: 1024 * 1024,
  /** Reactions of promises; the call of an async function takes about four. */
  jobs: 30_000,
  /** Bytes that QuickJS may take of the WebAssembly stack; beyond it is a stack overflow, the same everywhere. */
  stack: 200 * 1024,
  /** Pages of 64 KiB: the WebAssembly memory of one file, 64 MiB. */
  memoryPages: 1_024,
} as const;
