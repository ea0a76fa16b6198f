/**
 * The data of groups 12 and 13: five files of the kinds and sizes that everybody measures with, made here, always
 * the same, and windows that move through them.
 *
 * @module
 */

/** A file and how it is cut into messages. */
export interface Compressible {
  readonly name: string;
  readonly type: 'text' | 'binary';
  readonly content: () => Content;
}

interface Content {
  readonly octets: Uint8Array;
  /** The file twice: it holds every window whole, since none is larger than the file. */
  readonly twice: Uint8Array;
  /** Where windows can begin: at every character of a text, at every octet (null) of anything else. */
  readonly starts: readonly number[] | null;
}

/** 12.1, and all of group 13: 194 kB of JSON. */
export const json: Compressible = {
  name: 'JSON',
  type: 'text',
  content: text(() => filled(194_000, (throwing, index) => Buffer.from(record(throwing, index)))),
};

/** In the order of group 12. */
export const files: readonly Compressible[] = [
  json,
  { name: 'a grey picture', type: 'binary', content: binary(() => picture(512, 513)) },
  {
    name: 'German prose as octets',
    type: 'binary',
    content: binary(() => filled(222_000, (throwing) => Buffer.from(`${sentence(throwing, german)} `))),
  },
  {
    name: 'HTML',
    type: 'text',
    content: text(() => filled(264_000, (throwing, index) => Buffer.from(paragraph(throwing, index)))),
  },
  {
    name: 'incompressible octets',
    type: 'binary',
    content: binary(() => noise(1_000_000)),
  },
];

/**
 * `count` windows of `size`, each beginning where the one before ended, round and round. In text the size counts
 * characters, and no window cuts one.
 */
export function windows(file: Compressible, size: number, count: number): readonly Uint8Array[] {
  const { octets, twice, starts } = file.content();
  const length = starts?.length ?? octets.length;
  const offset = (unit: number): number =>
    unit < length ? (starts?.[unit] ?? unit) : octets.length + (starts?.[unit - length] ?? unit - length);
  return Array.from({ length: count }, (_, index) => {
    const from = (index * size) % length;
    return twice.subarray(offset(from), offset(from + size));
  });
}

function text(make: () => Uint8Array): () => Content {
  return once(() => {
    const octets = make();
    return { octets, twice: Buffer.concat([octets, octets]), starts: characterStarts(octets) };
  });
}

function binary(make: () => Uint8Array): () => Content {
  return once(() => {
    const octets = make();
    return { octets, twice: Buffer.concat([octets, octets]), starts: null };
  });
}

function once(make: () => Content): () => Content {
  let made: Content | null = null;
  return () => (made ??= make());
}

/** Where the characters of a UTF-8 text begin. */
function characterStarts(octets: Uint8Array): readonly number[] {
  const starts: number[] = [];
  for (const [at, octet] of octets.entries()) if ((octet & 0xc0) !== 0x80) starts.push(at);
  return starts;
}

/** A whole number below the given one, the next of a series that is always the same. */
type Dice = (below: number) => number;

function dice(): Dice {
  let state = 0x2545_f491;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Pieces one after the other until there are enough octets; only whole pieces, so that no character is cut. */
function filled(enough: number, piece: (throwing: Dice, index: number) => Uint8Array): Uint8Array {
  const throwing = dice();
  const pieces: Uint8Array[] = [];
  for (let length = 0, index = 0; length < enough; index++) {
    const next = piece(throwing, index);
    pieces.push(next);
    length += next.length;
  }
  return Buffer.concat(pieces);
}

function record(throwing: Dice, index: number): string {
  return `${JSON.stringify({
    id: index,
    name: `${word(throwing, names)} ${word(throwing, names)}`,
    balance: throwing(1_000_000) / 100,
    active: throwing(2) === 1,
    tags: [word(throwing, english), word(throwing, english)],
    position: { latitude: throwing(180) - 90, longitude: throwing(360) - 180 },
    note: sentence(throwing, english),
  })},\n`;
}

function paragraph(throwing: Dice, index: number): string {
  return `<section id="s${index}">\n  <h2>${sentence(throwing, english)}</h2>\n  <p class="body">${sentence(throwing, english)} <a href="/page/${throwing(10_000)}">${word(throwing, names)}</a> – ${sentence(throwing, english)}</p>\n</section>\n`;
}

function sentence(throwing: Dice, words: readonly string[]): string {
  return `${Array.from({ length: 5 + throwing(12) }, () => word(throwing, words)).join(' ')}.`;
}

function word(throwing: Dice, words: readonly string[]): string {
  return words[throwing(words.length)] ?? '';
}

/** Soft waves with a little noise, a row after the other. */
function picture(width: number, height: number): Uint8Array {
  const throwing = dice();
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const x = at % width;
    const y = Math.floor(at / width);
    return 128 + 90 * Math.sin(x / 40) * Math.cos(y / 25) + (throwing(8) === 0 ? throwing(6) : 0);
  });
}

function noise(length: number): Uint8Array {
  const throwing = dice();
  return Uint8Array.from({ length }, () => throwing(256));
}

const names = 'Ada Björk Chloé Dmitri Émile Fatima Grüß Håkon Iñaki Jürgen Κλειώ Łukasz Mei Noor'.split(' ');
const english =
  'the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just state people too mr how between under'.split(
    ' ',
  );
const german =
  'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei würde können müssen schön größer Straße Mädchen Fräulein Gespräch plötzlich später während natürlich vielleicht Augenblick Wohnung Geschäft Morgen Schwester Türe öffnen'.split(
    ' ',
  );
