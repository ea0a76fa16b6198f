/**
 * Laws, arbitraries and a slow twin for anybody's WebSocket codec.
 *
 * @module
 */
export * from './subject.ts';
export * from './same.ts';
export * from './whole.ts';
export * from './freeze.ts';
export * from './random.ts';
export * from './toy-extensions.ts';
export * from './link.ts';
export * from './pair.ts';
export * from './oracle/close-code.ts';
export * from './oracle/two-octets.ts';
export * from './twin/mask.ts';
export * from './twin/utf8.ts';
export * from './twin/header.ts';
export * from './twin/close-body.ts';
export * from './twin/receive.ts';
export * from './twin/encode.ts';
export * from './twin/inflate.ts';
export * from './twin/subjects.ts';
export * from './arbitraries/octets.ts';
export * from './arbitraries/text.ts';
export * from './arbitraries/setting.ts';
export * from './arbitraries/frame.ts';
export * from './arbitraries/wire.ts';
export * from './arbitraries/command.ts';
export * from './arbitraries/fields.ts';
export * from './arbitraries/script.ts';
export * from './arbitraries/deflating.ts';
export * from './laws/law.ts';
export * from './laws/receiving.ts';
export * from './laws/limits.ts';
export * from './laws/frame-codec.ts';
export * from './laws/living.ts';
export * from './laws/answering.ts';
export * from './laws/delivering.ts';
export * from './laws/greeting.ts';
export * from './laws/pausing.ts';
export * from './laws/deflating.ts';
export * from './dressed.ts';
