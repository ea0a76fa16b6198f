/**
 * What stands around a drive: what it shares with all others, and who it tells.
 *
 * @module
 */

import type { ConnectionEvent } from '@sansws/core';
import { JoinedReads } from './joined-reads.ts';
import { MaskingKeys } from './masking-keys.ts';
import { OnePiece } from './one-piece.ts';
import type { Runtime } from './ports.ts';
import { plainKind, WriteMemory } from './write-memory.ts';
import type { KindOfMemory } from './write-memory.ts';

/** Who is told what the drive finds out. None of these may throw. */
export interface DriveListener {
  /** What the core tells the application, in order. */
  event(event: ConnectionEvent): void;
  /** All that waited for room may be sent now. */
  room(): void;
  /** Reading has stood still for a while, because nobody takes what came. */
  stalled(): void;
  /** The transport is gone for good: the last call. */
  gone(): void;
}

/** What all connections of a runtime share. */
export interface Engine {
  readonly runtime: Runtime;
  readonly keys: MaskingKeys;
  readonly memory: WriteMemory;
  /** For transports that gain from it: Node's. */
  readonly reads: JoinedReads;
  readonly onePiece: OnePiece;
}

/** The engine of a runtime. `kind`: the memory that it writes best, if not that of its primitives. */
export function engineOf(runtime: Runtime, kind: KindOfMemory = plainKind(runtime.primitives)): Engine {
  const memory = new WriteMemory(runtime.primitives, kind);
  const reads = new JoinedReads(runtime.clock);
  return { runtime, keys: new MaskingKeys(runtime.entropy), memory, reads, onePiece: new OnePiece(kind) };
}
