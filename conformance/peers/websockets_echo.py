"""An echo with three orders (see src/interop/peer.ts) by Python's websockets, as a server or a client."""

import asyncio
import sys

import websockets
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory,
    ServerPerMessageDeflateFactory,
)

LARGEST = 2 * 1024 * 1024


async def serve(connection, *_path):
    try:
        async for message in connection:
            if message == "!fragments":
                await connection.send(["frag", "ment", "ed"])
            elif message == "!ping":
                await (await connection.ping(b"are you there"))
                await connection.send("pong: are you there")
            elif message == "!close":
                await connection.close(4001, "as you wish")
            else:
                await connection.send(message)
    except websockets.ConnectionClosed:
        pass
    print("closed", connection.close_code, connection.close_reason or "", flush=True)


async def main(role, url):
    if role == "client":
        async with websockets.connect(
            url, max_size=LARGEST, extensions=[ClientPerMessageDeflateFactory()]
        ) as connection:
            print("ready 0", flush=True)
            await serve(connection)
        return
    async with websockets.serve(
        # Its own default is a window of 12 bits.
        serve, "127.0.0.1", 0, max_size=LARGEST, extensions=[ServerPerMessageDeflateFactory()]
    ) as server:
        print("ready", server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main(sys.argv[1], sys.argv[-1]))
