/**
 * A conversation by the `WebSocket` of the WHATWG, which browsers and runtimes have built in.
 *
 * @module
 */

/** How a conversation went. */
export interface TalkResult {
  /** Sec-WebSocket-Extensions as the server answered it; empty for none. */
  readonly extensions: string;
  /** What went wrong; null for nothing. */
  readonly problem: string | null;
}

/** What the conversation needs of it. */
interface Client {
  binaryType: string;
  readonly extensions: string;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly wasClean: boolean }) => void,
  ): void;
  send(message: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

/**
 * Sends texts and octets of many lengths to an echo, each after the echo of the one before, and closes. The function
 * stands alone, so that its source can be handed to a browser.
 */
export function talkWhatwg(url: string): Promise<TalkResult> {
  const { WebSocket } = globalThis as unknown as { readonly WebSocket: new (url: string) => Client };
  const lengths = [0, 1, 125, 126, 3000, 65_535, 65_536, 300_000];
  const said = lengths.flatMap((length) => {
    const octets = Uint8Array.from({ length }, (_, index) => (index * index) >> 5);
    return ['Привет, 🙂 '.repeat(Math.ceil(length / 10)), octets];
  });
  const messages: readonly (string | Uint8Array)[] = [...said, ...said];
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    let at = 0;
    let problem: string | null = null;
    const isEcho = (data: unknown): boolean => {
      const message = messages[at];
      if (typeof message === 'string' || message === undefined) return data === message;
      const octets = new Uint8Array(data as ArrayBuffer);
      return octets.length === message.length && octets.every((octet, index) => octet === message[index]);
    };
    const sendNext = (): void => {
      const message = messages[at];
      if (message === undefined) socket.close(4000, 'goodbye');
      else socket.send(message);
    };
    socket.addEventListener('open', sendNext);
    socket.addEventListener('error', () => (problem ??= 'an error'));
    socket.addEventListener('message', ({ data }) => {
      if (!isEcho(data)) problem ??= `message ${at} did not come back as it was`;
      at++;
      sendNext();
    });
    socket.addEventListener('close', ({ code, wasClean }) => {
      if (!wasClean || code !== 4000) problem ??= `closed with ${code}`;
      if (at !== messages.length) problem ??= `${at} of ${messages.length} messages came back`;
      resolve({ extensions: socket.extensions, problem });
    });
  });
}
