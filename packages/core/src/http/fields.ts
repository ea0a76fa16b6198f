/**
 * Header fields as a plain list (RFC 9110 §5): order, repeats and casing are kept.
 *
 * @module
 */

/** One header line: name as written, value without the optional white space around it. */
export type Field = readonly [name: string, value: string];

/** Header lines in the order of the wire. */
export type Fields = readonly Field[];
