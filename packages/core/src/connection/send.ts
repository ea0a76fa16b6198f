/**
 * Commands in, Step out: the main way out.
 *
 * @module
 */

import { copyOf } from '../bytes/octets.ts';
import {
  contentProblem,
  controlFrame,
  frameOf,
  fragmentMessage,
  fragmentPart,
  fragmentPrepared,
  isPlain,
} from '../message/fragmenter.ts';
import type { FragmentOptions, Fragmented } from '../message/fragmenter.ts';
import type { OutboundFrame } from '../frame/outbound.ts';
import { changedLimits } from '../vocabulary/limits.ts';
import { refusalOf } from '../vocabulary/refusal.ts';
import type { Refusal } from '../vocabulary/refusal.ts';
import { failure, success } from '../vocabulary/result.ts';
import type { Result } from '../vocabulary/result.ts';
import { close, startClosing } from './close.ts';
import type { Command, ConfigureCommand, LimitCommand } from './command.ts';
import { later } from './connection.ts';
import type { Connection } from './connection.ts';
import { accept, refuse } from './decide.ts';
import { receiveFrames } from './receive.ts';
import { noEvents, noOutbound, stepTo } from './step.ts';
import type { Step } from './step.ts';

/**
 * Carries out a command at time `now`, or refuses it; after a refusal the connection is as it was and
 * nothing is sent. `Step.outbound` then goes through `encode` to the transport.
 *
 * @example
 * ```ts
 * import { establish, send } from '@sansws/core/connection';
 * import { equal } from 'node:assert/strict';
 * const { connection } = establish({ role: 'server' }, 0);
 * const sent = send(connection, { type: 'text', text: 'Hi' }, 0);
 * equal(sent.ok && sent.value.outbound.length, 1);
 * const refused = send(connection, { type: 'close', statusCode: 1005 }, 0);
 * equal(!refused.ok && refused.problem.name, 'status-code-not-allowed');
 * ```
 */
export function send(connection: Connection, command: Command, now: number): Result<Step, Refusal> {
  const time = later(connection, now);
  switch (command?.type) {
    case 'text':
      return sendWhole(connection, 0x1, command.text, command, time);
    case 'binary':
      return sendWhole(connection, 0x2, command.data, command, time);
    case 'accept':
      return accept(connection, command, time);
    case 'refuse':
      return refuse(connection, command, time);
    case 'abort':
      if (connection.phase.type === 'closed') return failure(refusalOf('not-open', ''));
      return success(close(connection, 'aborted', 'aborted', 'abort', noEvents, noOutbound, time));
    case 'pause':
      return success(stepTo(withPause(connection, true, time), noEvents, noOutbound, 'keep-open'));
    case 'resume':
      return success(resumeReading(withPause(connection, false, time), time));
    case 'limit':
      return limit(connection, command, time);
    default:
      return sendWhileOpen(connection, command, time);
  }
}

/** A whole message. The usual one, in one frame and untouched by extensions, changes nothing in the record. */
function sendWhole(
  connection: Connection,
  opcode: 0x1 | 0x2,
  content: string | Uint8Array,
  options: FragmentOptions,
  now: number,
): Result<Step, Refusal> {
  const barred = notOpen(connection);
  if (barred !== null) return failure(barred);
  const rules = connection.settings.outbound;
  if (isPlain(connection.outbound, rules, options)) {
    const problem = contentProblem(opcode, content);
    if (problem !== null) return failure(problem);
    const frame = frameOf(opcode, true, 0, content, rules);
    return success(stepTo(connection, noEvents, [frame], 'keep-open'));
  }
  return sent(connection, fragmentMessage(connection.outbound, rules, opcode, content, options), now);
}

const noOptions: FragmentOptions = {};

/**
 * The frame in which a whole message leaves, where that is all there is to it: `send` would give it as the only thing to
 * be done and the connection as it is. `null` where it might do or say anything else; then ask `send`.
 *
 * For who sends many small messages: a step, and what stands around it, costs as much as the frame.
 *
 * @example
 * ```ts
 * import { establish, plainFrame, send } from '@sansws/core/connection';
 * import { deepEqual, equal } from 'node:assert/strict';
 * const { connection } = establish({ role: 'server' }, 0);
 * const sent = send(connection, { type: 'text', text: 'Hi' }, 0);
 * deepEqual(sent.ok && sent.value.outbound, [plainFrame(connection, 'Hi')]);
 * equal(plainFrame(connection, '\ud800'), null); // no UTF-8 form: `send` says why
 * ```
 */
export function plainFrame(connection: Connection, content: string | Uint8Array): OutboundFrame | null {
  const rules = connection.settings.outbound;
  if (connection.phase.type !== 'open' || !isPlain(connection.outbound, rules, noOptions)) return null;
  const opcode = typeof content === 'string' ? 0x1 : 0x2;
  return contentProblem(opcode, content) === null ? frameOf(opcode, true, 0, content, rules) : null;
}

type WhileOpen = Exclude<
  Command,
  { type: 'text' | 'binary' | 'accept' | 'refuse' | 'abort' | 'pause' | 'resume' | 'limit' }
>;

function sendWhileOpen(connection: Connection, command: WhileOpen, now: number): Result<Step, Refusal> {
  const barred = notOpen(connection);
  if (barred !== null) return failure(barred);
  const { outbound } = connection;
  const rules = connection.settings.outbound;
  switch (command?.type) {
    case 'text-part':
      return sent(
        connection,
        fragmentPart(outbound, rules, 0x1, command.text, command.final, command.compress),
        now,
      );
    case 'binary-part':
      return sent(
        connection,
        fragmentPart(outbound, rules, 0x2, command.data, command.final, command.compress),
        now,
      );
    case 'prepared':
      return sent(connection, fragmentPrepared(outbound, rules, command.message), now);
    case 'ping':
      return sendControl(connection, 0x9, command.applicationData, now);
    case 'pong':
      return sendControl(connection, 0xa, command.applicationData, now);
    case 'close':
      return startClosing(connection, command.statusCode, command.reason ?? '', now);
    case 'configure':
      return configure(connection, command, now);
    default:
      return failure(refusalOf('not-a-command', typeof (command satisfies never as Command | null)?.type));
  }
}

/** Why nothing can be sent in this phase, or `null`. */
function notOpen(connection: Connection): Refusal | null {
  const { type } = connection.phase;
  if (type === 'open') return null;
  return refusalOf(type === 'closing' ? 'already-closing' : 'not-open', type);
}

/** The frames go out; the record changes only if sending stands elsewhere now. */
function sent(
  connection: Connection,
  fragmented: Result<Fragmented, Refusal>,
  now: number,
): Result<Step, Refusal> {
  if (!fragmented.ok) return fragmented;
  const { state, outbound } = fragmented.value;
  const next = state === connection.outbound ? connection : { ...connection, outbound: state, now };
  return success(stepTo(next, noEvents, outbound, 'keep-open'));
}

const empty = /* @__PURE__ */ new Uint8Array(0);

function sendControl(
  connection: Connection,
  opcode: 0x9 | 0xa,
  applicationData: Uint8Array = empty,
  now: number,
): Result<Step, Refusal> {
  const problem = contentProblem(0x2, applicationData);
  if (problem !== null) return failure(problem);
  if (applicationData.length > 125) {
    return failure(refusalOf('control-payload-too-long', `${applicationData.length} octets`));
  }
  const payload = copyOf(applicationData);
  const frame = controlFrame(opcode, payload, connection.settings.outbound.masked);
  const next = opcode === 0x9 ? awaiting(connection, payload, now) : connection;
  return success(stepTo(next, noEvents, [frame], 'keep-open'));
}

/** Remembers a Ping of ours until its Pong comes; the oldest is forgotten when there are too many. */
export function awaiting(connection: Connection, applicationData: Uint8Array, now: number): Connection {
  const most = connection.settings.inbound.limits.awaitedPongs;
  const all = [...connection.pings.awaited, { applicationData, sentAt: now }];
  const pings = { ...connection.pings, awaited: all.slice(Math.max(0, all.length - most)) };
  return { ...connection, pings, now };
}

function withPause(connection: Connection, paused: boolean, now: number): Connection {
  return { ...connection, held: { ...connection.held, paused }, now };
}

/** Goes on reading with what was kept; in other phases there is nothing to read. */
function resumeReading(connection: Connection, now: number): Step {
  const { phase } = connection;
  const reading = phase.type === 'open' || (phase.type === 'closing' && phase.listening);
  return reading
    ? receiveFrames(connection, empty, now)
    : stepTo(connection, noEvents, noOutbound, 'keep-open');
}

function limit(connection: Connection, command: LimitCommand, now: number): Result<Step, Refusal> {
  const { settings } = connection;
  const limits = changedLimits(settings.inbound.limits, command.limits);
  if (!limits.ok) return limits;
  const inbound = { ...settings.inbound, limits: limits.value };
  const next = { ...connection, settings: { ...settings, inbound }, now };
  return success(stepTo(next, noEvents, noOutbound, 'keep-open'));
}

/** A setting for an extension in use: what it changes is the way out, the way in obeys the peer. */
function configure(connection: Connection, command: ConfigureCommand, now: number): Result<Step, Refusal> {
  const { sessions } = connection.settings.outbound;
  const index = sessions.findIndex((session) => session.name === command.extension);
  const change = sessions[index]?.configure;
  if (change === undefined) return failure(refusalOf('extension-not-in-use', String(command.extension)));
  const states = connection.outbound.states.map((state, place) =>
    place === index ? change(state, command.setting) : state,
  );
  const outbound = { opcode: connection.outbound.opcode, states };
  return success(stepTo({ ...connection, outbound, now }, noEvents, noOutbound, 'keep-open'));
}
