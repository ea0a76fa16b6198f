/**
 * The payloads of 6.5-6.23 in hexadecimal, each one unfragmented text frame; `!` marks those that are not UTF-8.
 *
 * @module
 */

/** One payload with the number of its case. */
export interface SingleFrameText {
  readonly id: string;
  /** Hexadecimal. */
  readonly payload: string;
  readonly valid: boolean;
}

const kosme = 'cebae1bdb9cf83cebcceb5';
/** Lengths at which a prefix of `kosme` ends between two code points. */
const wholePrefixes: readonly number[] = [2, 5, 7, 9, 11];
/** 6.14: sequences of 2 to 6 octets whose last octet is missing. */
const lastMissing: readonly string[] =
  'c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf'.split(' ');

const groups: Readonly<Record<string, readonly string[]>> = {
  '6.5': [
    '68656c6c6f24776f726c64',
    '68656c6c6fc2a2776f726c64',
    '68656c6c6fe282ac776f726c64',
    '68656c6c6ff0a4ada2776f726c64',
    kosme,
  ],
  '6.6': Array.from({ length: 11 }, (_, index) => prefix(index + 1)),
  '6.7': ['00', 'c280', 'e0a080', 'f0908080'],
  '6.8': ['!f888808080', '!fc8480808080'],
  '6.9': ['7f', 'dfbf', 'efbfbf', 'f48fbfbf'],
  '6.10': ['!f7bfbfbf', '!fbbfbfbfbf', '!fdbfbfbfbfbf'],
  '6.11': ['ed9fbf', 'ee8080', 'efbfbd', 'f48fbfbf', '!f4908080'],
  '6.12': [
    '!80',
    '!bf',
    '!80bf',
    '!80bf80',
    '!80bf80bf',
    '!80bf80bf80',
    '!80bf80bf80bf',
    `!${run(0x80, 0xbe, '')}`,
  ],
  '6.13': [
    `!${run(0xc0, 0xde, '20')}`,
    `!${run(0xe0, 0xee, '20')}`,
    `!${run(0xf0, 0xf6, '20')}`,
    `!${run(0xf8, 0xfa, '20')}`,
    '!fc20',
  ],
  '6.14': lastMissing.map((payload) => `!${payload}`),
  '6.15': [`!${lastMissing.join('')}`],
  '6.16': ['!fe', '!ff', '!fefeffff'],
  '6.17': ['!c0af', '!e080af', '!f08080af', '!f8808080af', '!fc80808080af'],
  '6.18': ['!c1bf', '!e09fbf', '!f08fbfbf', '!f887bfbfbf', '!fc83bfbfbfbf'],
  '6.19': ['!c080', '!e08080', '!f0808080', '!f880808080', '!fc8080808080'],
  '6.20': ['!eda080', '!edadbf', '!edae80', '!edafbf', '!edb080', '!edbe80', '!edbfbf'],
  '6.21': ['eda080', 'edadbf', 'edae80', 'edafbf'].flatMap((high) => [`!${high}edb080`, `!${high}edbfbf`]),
  '6.22': ['efbfbe', 'efbfbf', ...nonCharacters()],
  '6.23': ['efbfb9', 'efbfba', 'efbfbb', 'efbfbc', 'efbfbd', 'efbfbe', 'efbfbf'],
};

/** The cases 6.5.1 to 6.23.7. */
export const singleFrameTexts: readonly SingleFrameText[] = Object.entries(groups).flatMap(
  ([group, payloads]) =>
    payloads.map((payload, index) => ({
      id: `${group}.${index + 1}`,
      payload: payload.replace('!', ''),
      valid: !payload.startsWith('!'),
    })),
);

function prefix(length: number): string {
  return (wholePrefixes.includes(length) ? '' : '!') + kosme.slice(0, 2 * length);
}

/** The octets from `first` to `last`, each followed by `after`. */
function run(first: number, last: number, after: string): string {
  let digits = '';
  for (let octet = first; octet <= last; octet++) digits += octet.toString(16) + after;
  return digits;
}

/** U+nFFFE and U+nFFFF for the planes 1 to 16. */
function nonCharacters(): readonly string[] {
  return Array.from({ length: 16 }, (_, index) => (index + 1) * 0x1_0000).flatMap((plane) =>
    [plane + 0xfffe, plane + 0xffff].map((codePoint) =>
      Buffer.from(String.fromCodePoint(codePoint), 'utf8').toString('hex'),
    ),
  );
}
