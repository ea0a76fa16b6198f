/**
 * Programs for the cases that need a process of its own: an adapter's client or server, perhaps in a worker.
 *
 * @module
 */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { ContractError } from '../contract/assert.ts';
import type { NetAdapter } from './net-world.ts';

/**
 * What such a program does: `client 8080`, `server`, and either behind `worker`. It says what comes of it, line by
 * line, and hears `ping`, `terminate` (the worker) and `exit`.
 */
export async function runProgram(
  adapter: Pick<NetAdapter, 'connect' | 'listen'>,
  file: string,
  words: readonly string[],
): Promise<void> {
  if (!isMainThread)
    return act(adapter, workerData as readonly string[], (line) => parentPort?.postMessage(line, []));
  const worker = words[0] === 'worker' ? new Worker(new URL(file), { workerData: words.slice(1) }) : null;
  worker?.on('message', say);
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (line === 'ping') say('pong');
    else if (line === 'exit') process.exit(0);
    else if (line === 'terminate') void worker?.terminate().then(() => say('terminated'));
  });
  if (worker === null) await act(adapter, words, say);
}

function say(line: string): void {
  console.log(line);
}

async function act(
  { connect, listen }: Pick<NetAdapter, 'connect' | 'listen'>,
  [role, port]: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  if (role === 'client') {
    const socket = await connect(`ws://127.0.0.1:${port}/`, {});
    tell('open');
    const { cause } = await socket.closed;
    tell(`closed ${cause}`);
    return;
  }
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    origins: 'any',
    onError: (error) => tell(`error ${String(error)}`),
    onSocket: (socket) => socket.onMessage((message) => socket.send(message)),
  });
  tell(`port ${server.port}`);
}

/** How long a program may take to say what it is to say, in milliseconds. */
const patience = 15_000;

/** A program that runs, seen from outside. */
export class Program {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #news: () => void = () => {};

  /** Starts `command`; where `descriptors` is given, it may have no more open than that. */
  constructor(command: readonly string[], descriptors?: number) {
    const limited = ['sh', '-c', `ulimit -n ${descriptors} && exec "$0" "$@"`];
    const [program, ...words] = [...(descriptors === undefined ? [] : limited), ...command] as [string];
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('a pipe was asked for');
    createInterface({ input: stdout }).on('line', (line) => {
      this.#lines.push(line);
      this.#news();
    });
    this.#child.once('exit', (code, signal) => {
      this.#lines.push(`gone ${signal ?? code}`);
      this.#news();
    });
  }

  /** What it has said, and that it is gone. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Waits for a line that begins with `word`; gives what is behind it. */
  async said(word: string): Promise<string> {
    const begun = Date.now();
    for (;;) {
      const line = this.#lines.find((one) => one === word || one.startsWith(`${word} `));
      if (line !== undefined) return line.slice(word.length + 1);
      if (this.#lines.some((one) => one.startsWith('gone')) || Date.now() - begun > patience)
        throw new ContractError(`the program did not say ${word}, but: ${this.#lines.join(' | ')}`);
      await new Promise<void>((resolve) => {
        this.#news = resolve;
        setTimeout(resolve, 500).unref();
      });
    }
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
    // Not `kill` of the child: in Deno that does nothing the second time.
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(pid, name);
    } catch (problem) {
      // It is gone already, and nobody has been told yet.
      if ((problem as { readonly code?: string }).code !== 'ESRCH') throw problem;
    }
  }
}
