import { expect, test } from 'vitest';
import { mayTravel } from '../../src/vocabulary/status-code.ts';
import { violationAt, violations, type ViolationName } from '../../src/vocabulary/violation.ts';

const names = Object.keys(violations) as ViolationName[];

test.each(names)('%s: answered by a code that may travel, with section, rule and advice', (name) => {
  const { statusCode, section, sentence, advice } = violations[name];
  expect(mayTravel(statusCode)).toBe(true);
  expect(section).toMatch(/^RFC 6455 §\d+(\.\d+)*$/u);
  expect(sentence).toMatch(/^[A-Z].*[^.]$/u);
  expect(advice).toMatch(/^[A-Z].*[^.]$/u);
});

test('a violation says where it happened and all that the table says', () => {
  expect(violationAt('text-not-utf8', 7)).toEqual({
    name: 'text-not-utf8',
    offset: 7,
    ...violations['text-not-utf8'],
  });
});

test('the codes are those of RFC 6455 §7.4.1: 1009 too big, 1008 policy, 1007 data, 1002 the rest', () => {
  const coded = (code: number) => names.filter((name) => violations[name].statusCode === code);
  expect(coded(1009)).toEqual(['frame-too-big', 'message-too-big', 'inflated-message-too-big']);
  expect(coded(1008)).toEqual(['too-many-fragments', 'too-many-final-blocks']);
  expect(coded(1007)).toEqual(['text-not-utf8', 'close-reason-not-utf8', 'extension-data-invalid']);
  expect(coded(1002)).toHaveLength(names.length - 8);
});
