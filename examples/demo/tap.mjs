/**
 * A stream with an ear: passes octets on in both directions and tells of each chunk on its way.
 */
import { Duplex } from 'node:stream';

/** Taps `inner`. `hear('client', octets)` is what is written to it, `hear('server', octets)` what comes. */
export function tap(inner, hear) {
  const outer = new Duplex({
    read() {
      inner.resume();
    },
    write(chunk, _, done) {
      hear('client', chunk);
      inner.write(chunk, done);
    },
    final(done) {
      // A socket whose peer has ended first ends by itself.
      if (inner.writableEnded) done();
      else inner.end(done);
    },
    destroy(problem, done) {
      inner.destroy();
      done(problem);
    },
  });
  inner.on('data', (chunk) => {
    hear('server', chunk);
    if (!outer.push(chunk)) inner.pause();
  });
  inner.on('end', () => outer.push(null));
  inner.on('error', (problem) => outer.destroy(problem));
  inner.on('close', () => {
    if (!inner.readableEnded) outer.destroy();
  });
  return outer;
}
