/**
 * Reads along what one end sends: an HTTP head, and then frames or a body. A value and a function over it,
 * built on the floors of the core below the connection; it judges nothing and answers nothing.
 */
import { decodeFrames, frameDecoder } from '@sansws/core/frame';
import { emptyHeadReader, parseRequestHead, parseResponseHead, readHead, unlimited } from '@sansws/core/http';

/** A watch over the octets that `sender` (`'client'` or `'server'`) is going to send. */
export function watchOver(sender) {
  const reader = emptyHeadReader(sender === 'client' ? 'request' : 'response');
  return { sender, place: 'head', reader, decoder: null };
}

/** What a chunk shows: the next watch, and what was seen, in order. */
export function watch(before, chunk) {
  const seen = [];
  let after = before;
  let rest = chunk;
  if (after.place === 'head') {
    const { reader, next, head, failure } = readHead(after.reader, chunk, 0, unlimited);
    if (failure !== null) return { after: { ...after, place: 'lost' }, seen: [{ type: 'lost', failure }] };
    if (head === null) return { after: { ...after, reader }, seen };
    const said = (after.sender === 'client' ? parseRequestHead : parseResponseHead)(head).value;
    seen.push({ type: after.sender === 'client' ? 'request' : 'response', head: said });
    // Frames come behind a request and behind 101; behind any other answer comes a body.
    const place = after.sender === 'client' || said.status === 101 ? 'frames' : 'body';
    after = { ...after, place, decoder: decoderFor(after.sender) };
    rest = chunk.subarray(next);
  }
  if (rest.length === 0) return { after, seen };
  if (after.place === 'body') return { after, seen: [...seen, { type: 'body', octets: rest.slice() }] };
  if (after.place !== 'frames') return { after, seen };
  const { decoder, frames, violation } = decodeFrames(after.decoder, rest);
  for (const frame of frames) seen.push({ type: 'frame', frame });
  if (violation !== null) seen.push({ type: 'violation', violation, octets: rest.slice() });
  return { after: { ...after, decoder }, seen };
}

/** Whoever reads along stands in the shoes of the one who is spoken to. */
function decoderFor(sender) {
  return frameDecoder({
    role: sender === 'client' ? 'server' : 'client',
    limits: { framePayload: Infinity },
  });
}
