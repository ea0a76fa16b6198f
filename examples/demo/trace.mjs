/**
 * The readable trace: what was seen on a connection, a line each, in both directions.
 */
import { opcodes } from '@sansws/core/vocabulary';
import { watch, watchOver } from './watch.mjs';

const opcodeNames = new Map(Object.entries(opcodes).map(([name, opcode]) => [opcode, name]));
const colours = { client: '36', server: '32', violation: '31', faint: '2' };
const longestExcerpt = 56;

/**
 * An ear for one connection: prints, with the time since it began, what each end sends. `now` is in
 * milliseconds; colours are for terminals only.
 */
export function tracer({ print, now, coloured }) {
  const begun = now();
  const ends = new Map(['client', 'server'].map((sender) => [sender, watchOver(sender)]));
  const runs = new Map();
  return hear;

  function hear(sender, chunk) {
    const { after, seen } = watch(ends.get(sender), chunk);
    ends.set(sender, after);
    for (const one of seen) {
      const run = runs.get(sender) ?? { frames: 0, octets: 0 };
      if (isMiddle(one)) {
        runs.set(sender, { frames: run.frames + 1, octets: run.octets + one.frame.payload.length });
        continue;
      }
      if (run.frames > 0) say(sender, sender, columns('…', '', run.octets, `${run.frames} frames more`));
      runs.delete(sender);
      say(sender, one.type === 'violation' ? 'violation' : sender, lineOf(one, sender));
    }
  }

  function say(sender, colour, text) {
    const time = `${(now() - begun).toFixed(1)} ms`.padStart(10);
    print(`${paint('faint', time)}  ${paint(colour, `${sender === 'client' ? '→' : '←'} ${text}`)}`);
  }

  function paint(colour, text) {
    return coloured ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  }
}

/** A fragment between the first and the last of its message: these are counted, not shown. */
function isMiddle({ type, frame }) {
  return type === 'frame' && frame.opcode === opcodes.continuation && !frame.fin;
}

/** One line of the trace, without time and direction. */
function lineOf(seen, sender) {
  switch (seen.type) {
    case 'request': {
      const { method, target, version, fields } = seen.head;
      return `${method} ${target} HTTP/${version}, ${fields.length} header lines`;
    }
    case 'response': {
      const { version, status, reason, fields } = seen.head;
      return `HTTP/${version} ${status} ${reason}, ${fields.length} header lines`;
    }
    case 'body':
      return columns('body', '', seen.octets.length, quoted(seen.octets));
    case 'violation': {
      const { offset, sentence, section } = seen.violation;
      return columns('?', '', seen.octets.length, `octet ${offset}: ${sentence} (${section})`);
    }
    case 'lost':
      return `no HTTP: ${seen.failure.sentence} (${seen.failure.section})`;
    default: {
      const { fin, opcode, payload } = seen.frame;
      const flags = `${fin ? 'fin' : '   '} ${sender === 'client' ? 'masked' : ''}`;
      return columns(opcodeNames.get(opcode), flags, payload.length, excerpt(opcode, payload));
    }
  }
}

function columns(name, flags, length, rest) {
  const size = length.toLocaleString('en-US').padStart(10);
  return `${name.padEnd(12)} ${flags.padEnd(10)} ${size}  ${rest}`.trimEnd();
}

function excerpt(opcode, payload) {
  if (opcode === opcodes.text) return quoted(payload);
  if (opcode === opcodes.close && payload.length >= 2) {
    return `${payload[0] * 256 + payload[1]} ${quoted(payload.subarray(2))}`;
  }
  return hex(payload);
}

function quoted(octets) {
  const text = new TextDecoder().decode(octets).trim();
  return JSON.stringify(text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text);
}

function hex(octets) {
  const shown = Array.from(octets.subarray(0, 12), (octet) => octet.toString(16).padStart(2, '0')).join(' ');
  return octets.length > 12 ? `${shown} …` : shown;
}
