// Messages of a market feed, in JSON: alike, but never the same.

/** `count` texts of `size` octets each, the same at every call. */
export function market(size, count) {
  const random = seeded(7);
  let at = 1_700_000_000_000;
  return Array.from({ length: count }, () => {
    let text = '[';
    while (text.length < size) {
      at += Math.floor(random() * 900);
      text += `${trade(random, at)},`;
    }
    return `${text.slice(0, size - 1)}]`;
  });
}

const symbols = ['BTC-EUR', 'ETH-EUR', 'SOL-USD', 'ADA-USD', 'XRP-EUR', 'DOT-USD', 'LTC-EUR', 'BCH-USD'];
const sides = ['buy', 'sell'];

function trade(random, at) {
  const symbol = symbols[Math.floor(random() * symbols.length)];
  const side = sides[Math.floor(random() * 2)];
  const price = (random() * 50_000).toFixed(2);
  const size = random().toFixed(4);
  return `{"s":"${symbol}","p":"${price}","q":"${size}","d":"${side}","t":${at}}`;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
