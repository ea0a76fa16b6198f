/**
 * What a compressed message looks like on the wire (RFC 7692 §6, §7.2).
 *
 * @module
 */

/** The bit "Per-Message Compressed" (RFC 7692 §6): RSV1. */
export const compressedBit = 4;

/** "an empty DEFLATE block with no compression" without its header: what senders leave out (RFC 7692 §7.2.1). */
const emptyBlockTail: readonly number[] = [0x00, 0x00, 0xff, 0xff];

/** How many octets `closedOff` puts behind a message whose sender left them out. */
export const added = 5;

/**
 * The octets of a whole message with what its sender left out, and one octet behind them to see where it ends. A sender
 * that left nothing out gets nothing added.
 */
export function closedOff(message: Uint8Array): Uint8Array {
  const { length } = message;
  const isStripped =
    length < 4 || emptyBlockTail.some((octet, index) => message[length - 4 + index] !== octet);
  const all = new Uint8Array(length + (isStripped ? added : 1));
  all.set(message, 0);
  if (isStripped) all.set(emptyBlockTail, length);
  return all;
}

/** All but the last four octets, 00 00 FF FF (RFC 7692 §7.2.1), wherever the engine cut its pieces. */
export function withoutTail(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const kept = [...pieces];
  let left = emptyBlockTail.length;
  while (left > 0) {
    const last = kept.pop() as Uint8Array;
    if (last.length > left) kept.push(last.subarray(0, last.length - left));
    left -= Math.min(left, last.length);
  }
  return kept;
}
