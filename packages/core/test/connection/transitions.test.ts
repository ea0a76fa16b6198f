import { expect, test } from 'vitest';
import { phaseAfter, transitions, type Happening, type PhaseName } from '../../src/connection/transitions.ts';

const phases = Object.keys(transitions) as PhaseName[];
const happenings: readonly Happening[] = [
  'established',
  'refused',
  'close-sent',
  'close-received',
  'failed',
  'ended',
  'timed-out',
  'aborted',
];

test('the phases are those of RFC 6455, and no way leads back', () => {
  expect(phases).toEqual(['connecting', 'open', 'closing', 'closed']);
  for (const [index, phase] of phases.entries()) {
    for (const happening of happenings) {
      const next = transitions[phase][happening];
      if (next !== undefined) expect(phases.indexOf(next)).toBeGreaterThanOrEqual(index);
      if (next !== undefined) expect(phaseAfter(phase, happening)).toBe(next);
      else expect(() => phaseAfter(phase, happening)).toThrow(`"${happening}" cannot happen while ${phase}`);
    }
  }
});

test('every phase but the last can end, and a Close is sent once', () => {
  for (const phase of ['connecting', 'open', 'closing'] as const) {
    for (const happening of ['ended', 'timed-out', 'aborted'] as const)
      expect(phaseAfter(phase, happening)).toBe('closed');
  }
  expect(transitions.closed).toEqual({});
  expect(phases.filter((phase) => transitions[phase]['close-sent'] !== undefined)).toEqual(['open']);
});
