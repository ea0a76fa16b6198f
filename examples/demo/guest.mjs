/**
 * A client of the demo in a process of its own, in any runtime: sends a text, hears it again, closes.
 */
import process from 'node:process';
import { createInterface } from 'node:readline';
import { connect } from './adapter.mjs';

const orders = createInterface(process.stdin)[Symbol.asyncIterator]();
const { uri, text } = JSON.parse((await orders.next()).value);
const socket = await connect(uri);
await socket.send(text);
const { value: heard } = await socket[Symbol.asyncIterator]().next();
const { clean, statusCode } = await socket.close(1000, 'That is all');
process.stdout.write(`${JSON.stringify({ heard, clean, statusCode })}\n`);
while (!(await orders.next()).done);
