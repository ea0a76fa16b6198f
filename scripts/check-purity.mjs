/**
 * The core is pure: no clock, no chance, no input or output, no hidden state, nothing that throws at a peer.
 *
 * `node scripts/check-purity.mjs` reads syntax trees, so comments and strings may name what they like.
 * The compiler proves half of this (`lib` without DOM, `types: []`); the words of the language itself, such
 * as `Date`, it lets through. The kit is judged by a shorter list: no word of Node, Deno or Bun in it.
 */
import { isStarted, parse, report, textsUnder, walk } from './lib/house.mjs';

/** Words that no file of the core may use for anything, not even for a name of its own. */
const coreWords = new Map([
  ...['Date', 'performance', 'Temporal'].map((word) => [word, 'time is an input']),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((word) => [
    word,
    'the deadline is an output',
  ]),
  ...['crypto', 'Crypto'].map((word) => [word, 'entropy is an input']),
  ...[
    'process',
    'Buffer',
    'console',
    'globalThis',
    'global',
    'window',
    'self',
    'navigator',
    'Deno',
    'Bun',
  ].map((word) => [word, 'the core knows no runtime']),
  ...['fetch', 'URL', 'URLSearchParams', 'AbortController', 'AbortSignal', 'structuredClone'].map((word) => [
    word,
    'the core knows no platform',
  ]),
  ...['require', 'eval', 'Function', 'Proxy', 'Reflect'].map((word) => [
    word,
    'code is not made at run time',
  ]),
  ...['RegExp'].map((word) => [word, 'no regular expression meets peer input']),
  ...['Promise', 'WeakRef', 'FinalizationRegistry', 'WeakMap', 'WeakSet', 'Atomics'].map((word) => [
    word,
    'the core is synchronous and keeps no hidden state',
  ]),
  ...['Intl'].map((word) => [word, 'the answer would depend on where it is asked']),
  ...['TextEncoder', 'TextDecoder'].map((word) => [word, 'only bytes/text.ts touches it']),
]);

/** Methods with a regular expression or a locale inside. */
const coreMembers = new Map([
  ...['match', 'matchAll', 'search'].map((name) => [name, 'it makes a regular expression of its argument']),
  ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map((name) => [
    name,
    'the answer would depend on where it is asked',
  ]),
]);

const kitWords = new Map(
  ['Buffer', 'process', 'NodeJS', 'require', 'module', 'EventEmitter', 'setImmediate', 'Deno', 'Bun'].map(
    (word) => [word, 'the kit knows no runtime'],
  ),
);
const kitMembers = new Map(
  ['cork', 'uncork', 'setNoDelay', 'setKeepAlive', 'unref', 'nextTick', 'allowHalfOpen', 'rawHeaders'].map(
    (name) => [name, 'that is a word of Node'],
  ),
);

/**
 * Files that may break one rule, how many times, and why. A count that is not met is a problem as well: an
 * allowance for one `throw` is not an allowance for the next.
 */
export const allowances = [
  {
    path: 'packages/core/src/bytes/text.ts',
    rules: { TextEncoder: 2, TextDecoder: 2 },
    reason: 'the one file that turns text into octets and back; it uses them for one call at a time',
  },
  {
    path: 'packages/core/src/vocabulary/limits.ts',
    rules: { throw: 1 },
    reason: 'a wrong limit is a mistake in the program that sets it, found at construction (AP26)',
  },
  {
    path: 'packages/core/src/handshake/origin.ts',
    rules: { throw: 2 },
    reason: 'a wrong Origin policy is a mistake in the program that sets it, found at construction (AP26)',
  },
  {
    path: 'packages/core/src/connection/options.ts',
    rules: { throw: 3 },
    reason: 'a wrong option is a mistake in the program that sets it, found at construction (AP26)',
  },
  {
    path: 'packages/core/src/connection/open.ts',
    rules: { throw: 1 },
    reason: 'sessions that claim the same bit are a mistake of the program, found at construction (AP26)',
  },
  {
    path: 'packages/core/src/connection/receive.ts',
    rules: { throw: 1 },
    reason:
      'what the transport hands over is octets: another type is a bug of the adapter, no peer can cause it (AP24)',
  },
  {
    path: 'packages/core/src/extension/permessage-deflate/options.ts',
    rules: { throw: 1 },
    reason:
      'a wrong level, window or ratio is a mistake in the program that sets it, found at construction (AP26)',
  },
  {
    path: 'packages/core/src/extension/permessage-deflate/cache.ts',
    rules: { throw: 1 },
    reason: 'a wrong size is a mistake in the program that sets it, found at construction (AP26)',
  },
  {
    path: 'packages/core/src/extension/permessage-deflate/context.ts',
    rules: { throw: 2 },
    reason:
      'a session tells by throwing that a snapshot is none of its own, and `resume` makes a refusal of it',
  },
  {
    path: 'packages/core/src/connection/transitions.ts',
    rules: { throw: 1 },
    reason: 'a happening that the table does not have is a bug of ours, no peer can cause it',
  },
];

/** Everything impure in `texts` (path → source). */
export function inspectPurity(texts, allowed = allowances) {
  const problems = [];
  const used = new Map();
  for (const [path, text] of texts) {
    const { program, lineOf } = parse(path, text);
    const tell = (node, rule, message) => {
      const key = `${path} ${rule}`;
      if (allowed.some((one) => one.path === path && one.rules[rule] !== undefined))
        used.set(key, (used.get(key) ?? 0) + 1);
      else problems.push(`${path}:${lineOf(node.start)} ${message}`);
    };
    if (path.startsWith('packages/core/')) judgeCore(program, tell);
    else if (path.startsWith('packages/adapter-kit/')) judgeKit(program, tell);
  }
  for (const { path, rules } of allowed) {
    for (const [rule, times] of Object.entries(rules)) {
      const found = used.get(`${path} ${rule}`) ?? 0;
      if (texts.has(path) && found !== times)
        problems.push(`${path} has ${rule} ${found} times, allowed are ${times}`);
    }
  }
  return problems;
}

function judgeCore(program, tell) {
  const owners = moduleBindings(program);
  walk(program, (node, ancestors) => {
    judgeWord(node, ancestors, coreWords, coreMembers, tell);
    judgeShape(node, tell);
    judgeWrite(node, ancestors, owners, tell);
  });
  for (const node of program.body) judgeTopLevel(node, tell);
  for (const { node, circle } of recursions(program)) tell(node, 'recursion', `recursion: ${circle}`);
}

function judgeKit(program, tell) {
  walk(program, (node, ancestors) => {
    judgeWord(node, ancestors, kitWords, kitMembers, tell);
    if (node.type === 'ImportDeclaration' && node.source.value.startsWith('node:')) {
      tell(node, 'node:', `${node.source.value}: the kit knows no runtime`);
    }
    if (node.type === 'TSAnyKeyword') tell(node, 'any', '`any` says nothing');
  });
}

function judgeWord(node, ancestors, words, members, tell) {
  if (node.type !== 'Identifier') return;
  const parent = ancestors.at(-1);
  const isMember = parent.type === 'MemberExpression' && parent.property === node && !parent.computed;
  if (isMember) {
    if (members.has(node.name)) tell(node, node.name, `.${node.name}: ${members.get(node.name)}`);
    if (node.name === 'random' && parent.object.name === 'Math')
      tell(node, 'random', 'Math.random: entropy is an input');
    return;
  }
  if (node.name === 'Math' && parent.type !== 'MemberExpression') tell(node, 'Math', 'Math is used whole');
  if (!isKey(node, parent) && words.has(node.name))
    tell(node, node.name, `${node.name}: ${words.get(node.name)}`);
}

/** A key of an object, a type or a class is a word of ours; in `{ Date }` the value stands beside the key. */
function isKey(node, parent) {
  return keyed.has(parent.type) && parent.key === node && !parent.computed;
}
const keyed = new Set([
  'Property',
  'PropertyDefinition',
  'TSPropertySignature',
  'TSMethodSignature',
  'MethodDefinition',
]);

function judgeShape(node, tell) {
  const fault = shapes.get(node.type);
  if (fault !== undefined) tell(node, node.type, fault);
  if (node.type === 'ThrowStatement')
    tell(node, 'throw', 'throw: a fault of the peer or the caller is a value');
  if (node.type === 'Literal' && node.regex) tell(node, 'RegExp', 'no regular expression meets peer input');
  if (node.type === 'ImportDeclaration' && node.source.value.startsWith('node:')) {
    tell(node, 'node:', `${node.source.value}: the core knows no runtime`);
  }
  if (node.async === true) tell(node, 'async', 'async: the core is synchronous');
}

const shapes = new Map([
  ['ClassDeclaration', 'class: the core is values and functions'],
  ['ClassExpression', 'class: the core is values and functions'],
  ['ThisExpression', 'this: the core is values and functions'],
  ['ImportExpression', 'import(): what a file needs stands at its top'],
  ['TSAnyKeyword', '`any` says nothing'],
  ['ForInStatement', 'for…in walks the prototype as well'],
  ['WithStatement', 'with'],
]);

/** Nothing runs at import but literals, and nothing that lives that long changes. */
function judgeTopLevel(node, tell) {
  const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
  if (declaration === null) return;
  if (
    declaration.type === 'VariableDeclaration' &&
    declaration.kind !== 'const' &&
    declaration.declare !== true
  ) {
    tell(declaration, 'let', `${declaration.kind} at module level is hidden state`);
  }
  if (running.has(declaration.type))
    tell(declaration, 'import', 'this runs at import: make the value in a function');
}
const running = new Set([
  'ExpressionStatement',
  'ForStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'IfStatement',
  'SwitchStatement',
  'TryStatement',
  'BlockStatement',
]);

/** Writing into a value that the module holds would make a second call answer otherwise. */
function judgeWrite(node, ancestors, owners, tell) {
  const written = writtenBy(node);
  if (written === null || !owners.has(written.name)) return;
  if (ancestors.some((outer) => isFunction(outer) && localsOf(outer).has(written.name))) return;
  tell(node, 'write', `${written.name} belongs to the module and is written: hidden state`);
}

/** The variable whose inside this node changes: `name[i] = …`, `name.x++`, `delete name.x`, `name.push(…)`. */
function writtenBy(node) {
  if (node.type === 'AssignmentExpression') return baseOf(node.left);
  if (node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')) {
    return baseOf(node.argument);
  }
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && !node.callee.computed) {
    if (changing.has(node.callee.property.name)) return baseOf(node.callee);
    if (node.callee.object.name === 'Object' && node.callee.property.name === 'assign') {
      return node.arguments[0]?.type === 'Identifier' ? node.arguments[0] : null;
    }
  }
  return null;
}
const changing = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear setUint8 setUint16 setUint32'.split(
    ' ',
  ),
);

function baseOf(target) {
  if (target.type !== 'MemberExpression') return null;
  let base = target.object;
  while (
    base.type === 'MemberExpression' ||
    base.type === 'TSNonNullExpression' ||
    base.type === 'TSAsExpression'
  ) {
    base = base.type === 'MemberExpression' ? base.object : base.expression;
  }
  return base.type === 'Identifier' ? base : null;
}

function moduleBindings(program) {
  const names = new Set();
  for (const node of program.body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (declaration?.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) addNames(id, names);
    }
    if (node.type === 'ImportDeclaration') for (const { local } of node.specifiers) names.add(local.name);
  }
  return names;
}

function localsOf(fn) {
  const names = new Set();
  for (const parameter of fn.params) addNames(parameter, names);
  walk(fn, (node) => {
    if (node.type === 'VariableDeclarator') addNames(node.id, names);
    if (node.type === 'CatchClause' && node.param !== null) addNames(node.param, names);
  });
  return names;
}

function addNames(pattern, names) {
  walk(pattern, (node, ancestors) => {
    const parent = ancestors.at(-1);
    const isDefault = parent?.type === 'AssignmentPattern' && parent.right === node;
    if (node.type === 'Identifier' && !isDefault) names.add(node.name);
  });
}

function isFunction(node) {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** Functions of a file that call themselves, directly or round a circle. Between files there are no circles. */
function recursions(program) {
  const calls = new Map();
  for (const node of program.body) {
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (declaration?.type !== 'FunctionDeclaration' || declaration.body === null) continue;
    const called = new Set();
    walk(declaration.body, (inner) => {
      if (inner.type === 'CallExpression' && inner.callee.type === 'Identifier')
        called.add(inner.callee.name);
    });
    calls.set(declaration.id.name, { node: declaration, called });
  }
  const found = [];
  for (const [name, { node }] of calls) {
    const way = wayBack(name, calls);
    if (way !== null) found.push({ node, circle: way.join(' → ') });
  }
  return found;
}

function wayBack(name, calls) {
  const waiting = [[name]];
  const seen = new Set();
  while (waiting.length > 0) {
    const way = waiting.shift();
    for (const next of calls.get(way.at(-1))?.called ?? []) {
      if (next === name) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push([...way, next]);
    }
  }
  return null;
}

if (isStarted(import.meta.url)) {
  const texts = textsUnder(['packages/core/src', 'packages/adapter-kit/src'], '.ts');
  report('purity', inspectPurity(texts), `${texts.size} files, nothing impure`);
}
