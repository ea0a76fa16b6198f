/**
 * The shape (`shape.ts`) of a message of which some has come.
 *
 * @module
 */

import type { Gathered } from '../bytes/gathered.ts';
import { joined } from '../bytes/joined.ts';
import { inRow } from '../bytes/runs.ts';
import { betweenCharacters, validateUtf8 } from '../bytes/utf8.ts';
import { runsOf } from '../message/inbound.ts';
import type { MessageUnderWay } from '../message/inbound.ts';
import { opcodes } from '../vocabulary/opcode.ts';
import { count, flag, gathered, oneOf, record, such } from './shape.ts';
import type { Shape } from './shape.ts';

/** RSV1-3. */
export const threeBits: Shape<number> = /* @__PURE__ */ such(count, (value) => value <= 7);

/** All that has come of the message stands in one row. */
type InOneRow = Omit<MessageUnderWay, 'full'>;

const inOneRow: Shape<InOneRow> = /* @__PURE__ */ such(
  /* @__PURE__ */ record<InOneRow>({
    opcode: /* @__PURE__ */ oneOf(0x1, 0x2),
    fragments: count,
    octets: count,
    reserved: threeBits,
    begun: flag,
    inflated: count,
    utf8: count,
    gathered,
  }),
  // What must follow in a cut character is what the gathered octets say: in parts they are just that character.
  ({ opcode, utf8, gathered: { store, length } }) =>
    utf8 ===
    (opcode === opcodes.text ? validateUtf8(betweenCharacters, store, 0, length) : betweenCharacters),
);

/** A message of which some has come. */
export const messageShape: Shape<MessageUnderWay> = {
  write: (message) => {
    if (message.full === null) return inOneRow.write(message);
    return inOneRow.write({ ...message, gathered: rowOf(message) });
  },
  read: (json) => {
    const message = inOneRow.read(json);
    return message === undefined ? undefined : { ...message, full: null };
  },
};

function rowOf(message: MessageUnderWay): Gathered {
  const store = joined(inRow(runsOf(message)));
  return { store, mark: Float64Array.of(store.length), length: store.length };
}
