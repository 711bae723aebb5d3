// Evaluates programs for DifferentialTests. Reads {answers, variables, inputs, programs} as JSON, writes one line for each program:
// its value, written so that no two different values look the same, or "throws".
'use strict';
const { answers, variables, inputs, programs } = JSON.parse(require('fs').readFileSync(0, 'utf8'));

// Whatever is read from a run is a copy, so that one program cannot change what the next one sees.
const copy = value => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
const read = (source, name) => (Object.hasOwn(source, name) ? copy(source[name]) : undefined);
Object.defineProperty(globalThis, 'answers', { get: () => copy(answers) });
Object.defineProperty(globalThis, 'variables', { get: () => copy(variables) });
globalThis.getVariable = name => read(variables, String(name));
globalThis.getInput = name => read(inputs, String(name));
globalThis.getAnswer = name => read(answers, String(name));
for (const [source, names] of [[variables, Object.keys(variables)], [inputs, Object.keys(inputs)]])
  for (const name of names) globalThis['get' + name[0].toUpperCase() + name.slice(1)] = () => read(source, name);

// The clock stands still and chance always draws zero, as in the scope of the tests.
const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, parts) => (parts.length === 0 ? new RealDate(0) : Reflect.construct(target, parts)),
  apply: () => new RealDate(0).toString(),
});
RealDate.now = () => 0;
Math.random = () => 0;

const bits = new DataView(new ArrayBuffer(8));
const number = value => {
  if (Number.isNaN(value)) return '#NaN';
  bits.setFloat64(0, value);
  return '#' + bits.getBigUint64(0).toString(16);
};
const text = value => '"' + value.replace(/[^ !#-[\]-~]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')) + '"';
const members = value => Object.keys(value).map(key => text(key) + ':' + write(value[key]));

function write(value) {
  switch (typeof value) {
    case 'undefined': return 'undefined';
    case 'boolean': return String(value);
    case 'number': return number(value);
    case 'string': return text(value);
    case 'function': return 'function';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return '[' + Array.from(value, write).join() + ']' + (value.input === undefined ? '' : '@' + value.index + write(value.groups));
  if (value instanceof RealDate) return 'date' + number(value.getTime());
  if (value instanceof RegExp) return String(value);
  return '{' + members(value).join() + '}';
}

const indirectEval = eval;
const lines = programs.map(program => {
  try {
    return write(indirectEval(program));
  } catch {
    return 'throws';
  }
});
process.stdout.write(lines.join('\n') + '\n');
